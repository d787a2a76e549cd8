import type { IdMapRange, NamespaceKind } from '../namespace.ts';
import type { SpecExpectation } from './expectation.ts';

/** Request to the language server for what an open file means: `{uri}` to a {@link ResolvedSpec}, or null for none. */
export const RESOLVED_SPEC_METHOD = 'isolens/resolvedSpec';

/** Request to the language server, `{uri}` to a {@link CheckedSpec}: also what is wrong with it; null for a file that is not open. */
export const CHECKED_SPEC_METHOD = 'isolens/checkedSpec';

/** What acts on a host reads only this: with errors a file means nothing. */
export interface CheckedSpec {
  readonly spec: ResolvedSpec;
  /** How many mistakes were found that are errors. */
  readonly errors: number;
}

/** Of the shape below; a program refuses a spec of another version. */
export const SPEC_VERSION = 1;

/**
 * What a `.cspec` file declares, with everything said: defaults filled in, profiles merged, names derived, units
 * expanded. Plain data. Paths are as written: those that are relative are seen from the file.
 */
export interface ResolvedSpec {
  readonly version: typeof SPEC_VERSION;
  /** Keys the state on the host: `[A-Za-z0-9_-]+`. */
  readonly environment: string;
  /** Parents before their children. */
  readonly cgroups: readonly SpecCgroup[];
  readonly wires: readonly SpecWire[];
  /** The host first when anything is declared for it, then network namespaces in the order of the file. */
  readonly networks: readonly SpecNetwork[];
  /** In the order in which they start. */
  readonly containers: readonly SpecContainer[];
  /** In the order of the file. */
  readonly expectations: readonly SpecExpectation[];
}

/** One file of a cgroup with what is written into it. */
export interface SpecSetting {
  /** Name of a v2 interface file: `memory.max`. */
  readonly file: string;
  /** As the kernel takes it: `10485760`, `50000 100000`. A device stays a path: only the host knows its number. */
  readonly value: string;
  /** As it was written, where that is another text: `10M`. */
  readonly written?: string;
}

export interface SpecCgroup {
  readonly name: string;
  /** Undefined: below the group of the environment. */
  readonly parent?: string;
  readonly settings: readonly SpecSetting[];
}

export type SpecWire =
  | SpecVeth
  | SpecBridge
  | SpecVxlan
  | (Wire<'macvlan' | 'ipvlan'> & { readonly parent: string; readonly mode: string })
  | (Wire<'vlan'> & { readonly parent: string; readonly id: number });

interface Wire<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  /** In bytes. */
  readonly mtu?: number;
  /** Arguments of `tc qdisc … netem`, in order: `['delay', '10ms']`. */
  readonly netem?: readonly string[];
}

/** A cable: exactly two ends. */
export interface SpecVeth extends Wire<'veth'> {
  readonly ends: readonly [SpecEnd, SpecEnd];
}

/** An interface, by the network that it is in and its name there. */
export interface SpecEnd {
  readonly network: string;
  readonly interface: string;
}

export interface SpecBridge extends Wire<'bridge'> {
  /** The network it stands in. */
  readonly network: string;
  readonly addresses: readonly string[];
  readonly stp: boolean;
  readonly vlanFiltering: boolean;
  /** Links of its network that the file does not make, as ports. */
  readonly ports: readonly { readonly dev: string; readonly vlan?: number; readonly tagged: boolean }[];
}

/** RFC 7348. */
export const DEFAULT_VXLAN_PORT = 4789;

export interface SpecVxlan extends Wire<'vxlan'> {
  readonly id: number;
  readonly local?: string;
  readonly remote?: string;
  /** UDP. */
  readonly port: number;
}

/** What is in one network namespace. */
export interface SpecNetwork {
  /** `host`, or the name of the netns or container. */
  readonly name: string;
  readonly kind: 'host' | 'netns' | 'container';
  readonly interfaces: readonly SpecInterface[];
  readonly routes: readonly SpecRoute[];
  /** Networks whose packets get the address of the interface that they leave by; `default`: that of the default route. */
  readonly nat: readonly { readonly from: string; readonly via: string }[];
  readonly publish: readonly SpecPublish[];
  readonly sysctls: readonly SpecSysctl[];
  readonly dns: readonly string[];
}

export interface SpecInterface {
  readonly name: string;
  /** Undefined: an interface without a wire (dummy), or one that is there already. */
  readonly wire?: string;
  /** Where the wire is a bridge: the other end of the veth pair, a port of the bridge; at most 15 bytes. */
  readonly peer?: string;
  readonly addresses: readonly string[];
  readonly mac?: string;
  readonly mtu?: number;
  /** The VLAN of its port, untagged. */
  readonly vlan?: number;
}

export interface SpecRoute {
  /** `default` or a network: `10.0.0.0/24`. */
  readonly to: string;
  readonly family: 4 | 6;
  readonly via?: string;
  readonly dev?: string;
  /** ip-route(8). */
  readonly type: 'unicast' | 'blackhole' | 'unreachable';
}

/** What arrives at a TCP port of this network goes to an address of another. */
export interface SpecPublish {
  readonly hostPort: number;
  readonly target: string;
  readonly address?: string;
  readonly port: number;
}

export interface SpecSysctl {
  readonly key: string;
  readonly value: string;
}

/** Which namespace of a kind a container is in. */
export type SpecNamespace =
  | { readonly kind: 'host' }
  | { readonly kind: 'new' }
  /** That of a netns or another container of the file. */
  | { readonly kind: 'join'; readonly of: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'process'; readonly pid: number };

export type SpecRoot =
  | { readonly kind: 'host' }
  | { readonly kind: 'directory'; readonly path: string; readonly options: readonly string[] };

export interface SpecMount {
  /** `standard`, `proc`, `bind` and the others of mount-kind.ts. */
  readonly kind: string;
  readonly source?: string;
  /** Undefined for `standard` only. */
  readonly target?: string;
  /** As mount(8) takes them: `ro`, `size=67108864`. */
  readonly options: readonly string[];
}

export interface SpecContainer {
  readonly name: string;
  readonly root: SpecRoot;
  /** For exports. */
  readonly image?: string;
  readonly namespaces: Readonly<Record<NamespaceKind, SpecNamespace>>;
  readonly hostname?: string;
  readonly uidMap: readonly IdMapRange[];
  readonly gidMap: readonly IdMapRange[];
  /** Offsets of the clocks in microseconds. */
  readonly clocks: { readonly monotonic?: number; readonly boottime?: number };
  readonly mounts: readonly SpecMount[];
  /** Names with `CAP_`, sorted: the bounding, permitted, effective and inheritable set. */
  readonly capabilities: readonly string[];
  readonly noNewPrivileges: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  /** Inside. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** Empty: nothing runs. */
  readonly command: readonly string[];
  /** The group that its own one is below; undefined: that of the environment. */
  readonly cgroup?: string;
  /** Of its own group. */
  readonly settings: readonly SpecSetting[];
  readonly rlimits: readonly { readonly name: string; readonly soft: string; readonly hard: string }[];
  readonly devices: readonly { readonly path: string; readonly access: string }[];
  /** −1000 to 1000 (proc_pid_oom_score_adj(5)). */
  readonly oomScoreAdj?: number;
  readonly seccomp?:
    | { readonly kind: 'profile'; readonly name: string }
    | { readonly kind: 'file'; readonly path: string };
  /** System settings of its own uts, ipc and mnt namespaces; those of net are with its network. */
  readonly sysctls: readonly SpecSysctl[];
  /** Containers that start before it. */
  readonly after: readonly string[];
}
