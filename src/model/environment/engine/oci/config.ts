/** `config.json` of the OCI runtime specification, as far as it is used: https://github.com/opencontainers/runtime-spec */
export interface OciConfig {
  readonly ociVersion: string;
  readonly process: {
    readonly terminal: boolean;
    readonly user: { readonly uid: number; readonly gid: number };
    readonly args: readonly string[];
    readonly env: readonly string[];
    readonly cwd: string;
    readonly capabilities: Readonly<Record<'bounding' | 'permitted' | 'effective' | 'inheritable', readonly string[]>>;
    readonly rlimits: readonly OciRlimit[];
    readonly noNewPrivileges: boolean;
    readonly oomScoreAdj?: number;
  };
  readonly root: { readonly path: string; readonly readonly: boolean };
  readonly hostname?: string;
  readonly mounts: readonly OciMount[];
  readonly linux: {
    readonly namespaces: readonly OciNamespace[];
    readonly uidMappings?: readonly OciIdMapping[];
    readonly gidMappings?: readonly OciIdMapping[];
    readonly timeOffsets?: Readonly<Record<string, { readonly secs: number; readonly nanosecs: number }>>;
    readonly devices: readonly OciDevice[];
    readonly cgroupsPath?: string;
    readonly resources: { readonly devices: readonly OciDeviceRule[]; readonly memory?: OciMemory };
    readonly sysctl: Readonly<Record<string, string>>;
    readonly seccomp?: OciSeccomp;
    readonly rootfsPropagation: string;
    readonly maskedPaths: readonly string[];
    readonly readonlyPaths: readonly string[];
  };
}

export interface OciRlimit {
  /** `RLIMIT_NOFILE`. */
  readonly type: string;
  readonly soft: number | 'unlimited';
  readonly hard: number | 'unlimited';
}

export interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

export interface OciNamespace {
  readonly type: 'pid' | 'mount' | 'network' | 'ipc' | 'uts' | 'user' | 'cgroup' | 'time';
  /** Of a file of the namespace that is joined. */
  readonly path?: string;
}

export interface OciIdMapping {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

export interface OciDevice {
  readonly path: string;
  /** Character or block device. */
  readonly type: 'c' | 'b';
  readonly major: number;
  readonly minor: number;
  /** Permissions, as a number. */
  readonly fileMode: number;
  readonly uid: number;
  readonly gid: number;
}

/** In bytes. */
export interface OciMemory {
  readonly limit: number;
  /** Of memory and swap together. */
  readonly swap?: number;
}

export interface OciDeviceRule {
  readonly allow: boolean;
  readonly access: string;
  readonly type?: 'c' | 'b';
  readonly major?: number;
  readonly minor?: number;
}

/** What a file of a seccomp profile holds. Its content is the runtime's to judge. */
export type OciSeccomp = Readonly<Record<string, unknown>>;

/** RLIM_INFINITY (getrlimit(2)), which no number of JavaScript is. */
const RLIM_INFINITY = '18446744073709551615';

/**
 * The configuration as text. In the strings of JSON no quote stands without a backslash: what is replaced is no text of others.
 * @param indent blanks for each level; 0: all on one line
 */
export function ociConfigText(config: OciConfig, indent = 0): string {
  return JSON.stringify(config, undefined, indent).replaceAll(
    /"(soft|hard)":( ?)"unlimited"/g,
    `"$1":$2${RLIM_INFINITY}`,
  );
}
