import { type Message, message } from '../../../base/message.ts';
import type { SpecContainer } from '../../spec/spec.ts';
import { isOlder } from '../../spec/version.ts';
import type { EngineName } from '../launch.ts';

/** The first release of runc with time namespaces. */
const RUNC_TIME = '1.2';
const US_PER_SECOND = 1_000_000;

export type OciRuntime = 'runc' | 'crun';

/** What the choice of an engine depends on. */
export interface EngineFacts {
  /** Versions of those that are installed. */
  readonly runtimes: Readonly<Partial<Record<OciRuntime, string>>>;
  readonly cgroups: 'v1' | 'v2' | 'hybrid';
  /** Not as root. */
  readonly rootless: boolean;
}

export type EngineChoice =
  | {
      readonly engine: EngineName;
      /** Of `oci`: what makes them. */
      readonly runtime?: OciRuntime;
      /** Why it is not the other one, which one may have expected. */
      readonly because?: Message;
    }
  /** No engine that may be taken can make them. */
  | { readonly engine: undefined; readonly because: Message };

/** Whether the engine `oci` lets a runtime make it: without a root directory or a command there is nothing for that to do. */
export function isForRuntime({ root, command }: SpecContainer): boolean {
  return root.kind === 'directory' && command.length > 0;
}

/**
 * Which engine makes the containers of a spec: an OCI runtime where one can make all of those with a root directory of their own,
 * else the tools of util-linux(7).
 */
export function chooseEngine(
  containers: readonly SpecContainer[],
  facts: EngineFacts,
  wanted: EngineName | 'auto',
): EngineChoice {
  const obstacle = first(containers, utilLinuxObstacle);
  if (wanted === 'util-linux') return obstacle ? none(obstacle) : { engine: 'util-linux' };
  const rooted = containers.filter(isForRuntime);
  if (wanted === 'auto' && rooted.length === 0) return obstacle ? none(obstacle) : { engine: 'util-linux' };
  const { runtime, because } = chooseRuntime(rooted, facts, wanted === 'oci');
  const hostObstacle = first(
    containers.filter((each) => !rooted.includes(each)),
    utilLinuxObstacle,
  );
  if (runtime) return hostObstacle ? none(hostObstacle) : { engine: 'oci', runtime };
  if (wanted === 'oci') return none(because);
  return obstacle ? none(obstacle) : { engine: 'util-linux', because };
}

function none(because: Message): EngineChoice {
  return { engine: undefined, because };
}

function first<T>(items: readonly T[], obstacle: (item: T) => Message | undefined): Message | undefined {
  return items.map(obstacle).find((each) => each !== undefined);
}

function chooseRuntime(
  containers: readonly SpecContainer[],
  facts: EngineFacts,
  wanted: boolean,
): { readonly runtime?: OciRuntime; readonly because: Message } {
  let because = message('There is no OCI runtime on this host: neither runc nor crun.');
  for (const runtime of ['runc', 'crun'] as const) {
    const version = facts.runtimes[runtime];
    if (version === undefined) continue;
    const obstacle =
      runtimeObstacle(runtime, facts, wanted) ?? first(containers, (each) => ociObstacle(each, runtime, version));
    if (obstacle === undefined) return { runtime, because };
    because = obstacle;
  }
  return { because };
}

/** @param wanted what runs otherwise than usual is taken only when it was asked for */
function runtimeObstacle(
  runtime: OciRuntime,
  { cgroups, rootless }: EngineFacts,
  wanted: boolean,
): Message | undefined {
  if (rootless) return message('Without root {0} is not used.', runtime);
  if (runtime === 'crun' && cgroups === 'hybrid' && !wanted)
    return message('crun refuses hybrid cgroups, which this host has.');
  return undefined;
}

function ociObstacle(container: SpecContainer, runtime: OciRuntime, version: string): Message | undefined {
  const { name, namespaces, mounts } = container;
  if (namespaces.time.kind !== 'host' && (runtime !== 'runc' || isOlder(version, RUNC_TIME))) {
    return message('{0} {1} cannot make the time namespace of {2}.', runtime, version, name);
  }
  if (runtime === 'runc' && !mounts.some(({ kind }) => kind === 'standard' || kind === 'proc')) {
    return message('runc needs /proc inside, which {0} does not mount.', name);
  }
  return undefined;
}

/** What shells and tools cannot do. */
function utilLinuxObstacle(container: SpecContainer): Message | undefined {
  const { name, namespaces, clocks, env, seccomp, root } = container;
  const { kind } = namespaces.mnt;
  const variable = Object.keys(env).find((each) => !/^[A-Za-z_]\w*$/.test(each));
  if (kind !== 'new' && kind !== 'host') return message('Only an OCI runtime lets {0} join a mount namespace.', name);
  if (kind === 'host' && root.kind === 'directory')
    return message('{0} has a root directory, but no mount namespace.', name);
  if (seccomp) return message('Only an OCI runtime filters the system calls of {0}.', name);
  if (variable !== undefined)
    return message('Only an OCI runtime can set the variable {0}, which shells do not have.', variable);
  if (Object.values(clocks).some((us) => us !== undefined && us % US_PER_SECOND !== 0)) {
    return message('Only an OCI runtime moves the clocks of {0} by parts of a second.', name);
  }
  return undefined;
}
