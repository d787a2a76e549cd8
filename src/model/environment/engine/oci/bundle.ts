import { CAPABILITIES } from '../../../spec/capability.ts';
import { resolvePath } from '../../../spec/posix-path.ts';
import type { SpecContainer } from '../../../spec/spec.ts';
import type { Launch } from '../../launch.ts';
import { takesMounts } from '../mount-options.ts';
import { MASKED_PATHS, READONLY_PATHS } from '../standard-paths.ts';
import type { OciConfig, OciDevice, OciMemory, OciNamespace, OciSeccomp } from './config.ts';
import { ociMounts } from './mounts.ts';
import { ociRlimits } from './rlimits.ts';
import { stagedRoot } from './staging.ts';

const TYPES: Readonly<Record<string, OciNamespace['type']>> = {
  pid: 'pid',
  mnt: 'mount',
  net: 'network',
  ipc: 'ipc',
  uts: 'uts',
  user: 'user',
  cgroup: 'cgroup',
  time: 'time',
};
/** Without a profile of the spec that is followed, runtimes refuse the newer fields. */
const OCI_VERSION = '1.0.2';
const US_PER_SECOND = 1_000_000;

/** What only the host knows. */
export interface BundleFacts {
  /** The devices of the spec, in its order. */
  readonly devices: readonly OciDevice[];
  /** What `seccomp` means, in the form of the specification. */
  readonly seccomp?: OciSeccomp;
  /** Directory of a group below the mount of its hierarchy: `/isolens-demo/box`; absent: the runtime chooses one. */
  readonly cgroupsPath?: string;
  /** What its group of v1 has: crun takes it away where it is not said. */
  readonly memory?: OciMemory;
  /** Whether the runtime takes the flags away that what it binds has, where they are not named: crun does. */
  readonly forgetsFlags: boolean;
}

/**
 * The configuration of a container for an OCI runtime (https://github.com/opencontainers/runtime-spec): `config.json` of its bundle.
 * Its groups are there and have their settings: the runtime only puts it into them.
 */
export function ociConfig(launch: Launch, facts: BundleFacts): OciConfig {
  const { container, base } = launch;
  const { root, hostname } = container;
  return {
    ociVersion: OCI_VERSION,
    process: processOf(container),
    root: {
      path: root.kind === 'host' ? '/' : (stagedRoot(launch) ?? resolvePath(base, root.path)),
      readonly: root.kind === 'directory' && root.options.includes('ro'),
    },
    ...(hostname !== undefined && { hostname }),
    mounts: ociMounts(launch, facts.forgetsFlags),
    linux: linuxOf(launch, facts),
  };
}

function processOf(container: SpecContainer): OciConfig['process'] {
  const { user, command, env, workdir, noNewPrivileges, oomScoreAdj } = container;
  const capabilities = capabilitiesOf(container);
  return {
    terminal: false,
    user,
    args: command,
    env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    cwd: workdir,
    capabilities: {
      bounding: capabilities,
      permitted: capabilities,
      effective: capabilities,
      inheritable: capabilities,
    },
    rlimits: ociRlimits(container.rlimits),
    noNewPrivileges,
    ...(oomScoreAdj !== undefined && { oomScoreAdj }),
  };
}

/** A runtime refuses those that it does not know. */
function capabilitiesOf({ capabilities }: SpecContainer): readonly string[] {
  const known = new Set(CAPABILITIES.map(({ name }) => name));
  return capabilities.filter((name) => known.has(name));
}

function linuxOf(launch: Launch, { devices, seccomp, cgroupsPath, memory }: BundleFacts): OciConfig['linux'] {
  const { container } = launch;
  const standard = container.mounts.some(({ kind }) => kind === 'standard');
  const ownUser = container.namespaces.user.kind === 'new';
  return {
    namespaces: namespacesOf(launch),
    ...(ownUser && { uidMappings: mappings(container.uidMap), gidMappings: mappings(container.gidMap) }),
    ...(container.namespaces.time.kind === 'new' && { timeOffsets: timeOffsets(container) }),
    devices,
    ...(cgroupsPath !== undefined && { cgroupsPath }),
    resources: {
      ...(memory && { memory }),
      devices: [
        { allow: false, access: 'rwm' },
        ...devices.map(({ type, major, minor }, at) => ({
          allow: true,
          type,
          major,
          minor,
          access: container.devices[at]?.access ?? 'rw',
        })),
      ],
    },
    sysctl: Object.fromEntries(container.sysctls.map(({ key, value }) => [key, value])),
    ...(seccomp && { seccomp }),
    rootfsPropagation: propagation(container),
    maskedPaths: standard ? MASKED_PATHS : [],
    readonlyPaths: standard ? READONLY_PATHS : [],
  };
}

function namespacesOf({ container: { namespaces }, joins }: Launch): readonly OciNamespace[] {
  return Object.entries(namespaces).flatMap(([kind, { kind: how }]): OciNamespace[] => {
    const type = TYPES[kind];
    if (type === undefined || how === 'host') return [];
    const path = joins[kind as keyof typeof joins];
    return path === undefined ? [{ type }] : [{ type, path }];
  });
}

function mappings(ranges: SpecContainer['uidMap']) {
  return ranges.map(({ inside, outside, count }) => ({ containerID: inside, hostID: outside, size: count }));
}

function timeOffsets({ clocks }: SpecContainer) {
  const entries = Object.entries(clocks).flatMap(([clock, us]) => {
    if (us === undefined) return [];
    const secs = Math.floor(us / US_PER_SECOND);
    return [[clock, { secs, nanosecs: (us - secs * US_PER_SECOND) * 1000 }] as const];
  });
  return Object.fromEntries(entries);
}

function propagation({ root }: SpecContainer): string {
  const options = root.kind === 'directory' ? root.options : [];
  return options.find(takesMounts) ?? 'rprivate';
}
