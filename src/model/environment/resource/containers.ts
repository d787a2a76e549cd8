import { message } from '../../../base/message.ts';
import { unshareCall } from '../../enter/create-rules.ts';
import { NAMESPACE_KINDS } from '../../namespace.ts';
import { NETNS_DIR } from '../../operation/netns.ts';
import type { ResolvedSpec, SpecContainer } from '../../spec/spec.ts';
import { isForRuntime } from '../engine/choose.ts';
import { ociShownLines, ociShownStart } from '../engine/oci/shown-lines.ts';
import { shownLines, shownStart } from '../engine/util-linux/shown-lines.ts';
import { containerDirectory, type OrdinaryUser, type PlanHost } from '../host.ts';
import type { EngineName, Launch, Rootless } from '../launch.ts';
import type { PlanProblem } from '../plan.ts';
import type { Resource } from '../resource.ts';
import { outerMaps } from '../rootless/user-namespaces.ts';
import { containerGroups, groupId, hierarchiesFor } from './group-places.ts';
import { resolverFile } from './names.ts';
import { containerId, netnsId } from './netns.ts';
import { unitName } from './unit.ts';

/** Containers with their process 1, which waits. In the order of the file's starts: who is joined comes first. */
export function containerResources(
  spec: ResolvedSpec,
  engine: EngineName,
  base: string,
  host: PlanHost,
): readonly Resource[] {
  return spec.containers.map((container): Resource => {
    const { name } = container;
    const launch = launchOf(spec, name, { base, host, joins: joinsText(container) });
    const groups = hierarchiesFor(spec, host).map((hierarchy) => groupId(name, hierarchy));
    return {
      id: containerId(name),
      of: name,
      effect: message('Create the container {0}: {1}', name, namespacesText(container)),
      call: callsOf(container),
      make: [{ kind: 'container', verb: 'create', name, shown: shownOf(engine, 'create', launch) }],
      remove: [{ kind: 'container', verb: 'stop', name }],
      needs: [...groups, ...joined(container, spec)],
      within: [],
      declared: { definition: definitionOf(container, engine) },
      look: { containers: [name] },
      observe: ({ containers }) => {
        const status = containers.get(name);
        return status && status.state !== 'failed' ? { state: 'there', real: {} } : { state: 'absent' };
      },
    };
  });
}

/** Their commands, when everything around them is there. */
export function startResources(
  spec: ResolvedSpec,
  engine: EngineName,
  base: string,
  host: PlanHost,
): readonly Resource[] {
  return spec.containers
    .filter(({ command }) => command.length > 0)
    .map(
      ({ name, command }): Resource => ({
        id: `start:${name}`,
        of: name,
        effect: message('Start {0}: {1}', name, command.join(' ')),
        call: 'execve',
        make: [
          {
            kind: 'container',
            verb: 'start',
            name,
            shown: shownOf(engine, 'start', launchOf(spec, name, { base, host, joins: {} })),
          },
        ],
        remove: [{ kind: 'container', verb: 'stop', name }],
        needs: [containerId(name)],
        within: [],
        declared: {},
        look: { containers: [name] },
        observe: ({ containers }) => {
          const state = containers.get(name)?.state;
          return state === 'running' || state === 'exited' ? { state: 'there', real: {} } : { state: 'absent' };
        },
      }),
    );
}

/** What its engine does, for a person to read. */
function shownOf(engine: EngineName, verb: 'create' | 'start', launch: Launch): readonly string[] {
  if (engine === 'oci' && isForRuntime(launch.container))
    return verb === 'create' ? ociShownLines(launch) : ociShownStart();
  return verb === 'create' ? shownLines(launch) : shownStart(launch);
}

/** The files of the namespaces that it joins; the processes of others are known when they are made. */
function joinsText({ namespaces }: SpecContainer): Launch['joins'] {
  const files = Object.entries(namespaces).flatMap(([kind, namespace]): [string, string][] => {
    switch (namespace.kind) {
      case 'path':
        return [[kind, namespace.path]];
      case 'process':
        return [[kind, `/proc/${namespace.pid}/ns/${kind}`]];
      case 'join':
        return [[kind, kind === 'net' ? `${NETNS_DIR}/${namespace.of}` : `/proc/PID-OF-${namespace.of}/ns/${kind}`]];
      default:
        return [];
    }
  });
  return Object.fromEntries(files);
}

function namespacesText({ namespaces }: SpecContainer): string {
  const own = Object.entries(namespaces).flatMap(([kind, { kind: how }]) => (how === 'new' ? [kind] : []));
  return own.length === 0 ? '–' : own.join(', ');
}

/** Which system calls are involved. */
function callsOf({ namespaces, root }: SpecContainer): string {
  const own = NAMESPACE_KINDS.filter((kind) => namespaces[kind].kind === 'new');
  const joins = NAMESPACE_KINDS.some((kind) => namespaces[kind].kind !== 'new' && namespaces[kind].kind !== 'host');
  const calls = [
    ...(joins ? ['setns'] : []),
    ...(own.length > 0 ? [unshareCall(own)] : []),
    'clone',
    ...(root.kind === 'directory' ? ['mount', 'pivot_root'] : []),
  ];
  return calls.join(', ');
}

function joined({ namespaces }: SpecContainer, { containers }: ResolvedSpec): readonly string[] {
  return Object.values(namespaces).flatMap((namespace) => {
    if (namespace.kind !== 'join') return [];
    const isContainer = containers.some(({ name }) => name === namespace.of);
    return isContainer ? [containerId(namespace.of)] : [netnsId(namespace.of)];
  });
}

/** All that cannot be changed while it runs: another text means that it is made anew. */
function definitionOf(container: SpecContainer, engine: EngineName): string {
  return JSON.stringify({ ...container, engine, settings: undefined, after: undefined });
}

/** What its engine is told; where the namespaces are that it joins is known when it is made. */
export function launchOf(
  spec: ResolvedSpec,
  name: string,
  { base, host, joins }: { readonly base: string; readonly host: PlanHost; readonly joins: Launch['joins'] },
): Launch {
  const container = spec.containers.find((each) => each.name === name);
  if (!container) throw new Error(`no container ${name}`);
  return {
    container: withResolver(container, spec),
    environment: spec.environment,
    directory: containerDirectory(host, spec.environment, name),
    base,
    groups: containerGroups(spec, container, host),
    joins,
    ...(host.user && { rootless: rootlessOf(container, spec, host, host.user) }),
  };
}

function rootlessOf(
  container: SpecContainer,
  { environment }: ResolvedSpec,
  { groups }: PlanHost,
  user: OrdinaryUser,
): Rootless {
  return {
    ...(container.namespaces.user.kind === 'new' && { maps: outerMaps(container, user) }),
    ...(groups === 'unit' && { unit: unitName(environment) }),
  };
}

function withResolver(container: SpecContainer, { networks }: ResolvedSpec): SpecContainer {
  const { namespaces, mounts, name } = container;
  const net = namespaces.net.kind === 'join' ? namespaces.net.of : name;
  const has = networks.find((each) => each.name === net)?.dns.length;
  if (!has || namespaces.mnt.kind !== 'new') return container;
  const source = resolverFile(net);
  return { ...container, mounts: [...mounts, { kind: 'bind', source, target: '/etc/resolv.conf', options: ['ro'] }] };
}

/** Without groups nothing but a pid namespace ends as a whole. */
export function endProblems({ name, namespaces }: SpecContainer, { groups }: PlanHost): readonly PlanProblem[] {
  if (groups !== 'none' || namespaces.pid.kind !== 'host') return [];
  return [
    {
      code: 'denied',
      of: name,
      message: message('{0} has neither a cgroup nor a pid namespace: it could not be ended as a whole.', name),
      remedy: message('Add pid to its namespaces, and mount proc at /proc.'),
    },
  ];
}
