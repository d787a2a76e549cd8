import { type Message, message } from '../../base/message.ts';
import { kernelName, type Namespace, type NamespaceId, type NamespaceKind } from '../namespace.ts';
import { namespacePath } from '../nsenter.ts';
import type { Refusal } from '../operation/operation.ts';
import { type Process, type ProcessId, parseProcessId } from '../process.ts';
import { processByPid, type Snapshot } from '../snapshot.ts';
import { type Joined, OF_TARGET } from './argv.ts';
import type { Enter, Join } from './enter.ts';

/** What a {@link Join} means on a host: what of it is there, without what Isolens is in already. */
export interface FoundJoin {
  readonly namespaces: readonly Namespace[];
  readonly process: Process | undefined;
  readonly credentials: Joined['credentials'];
  /** Why it is not all there. */
  readonly refusals: readonly Refusal[];
}

/** Looks it up in a snapshot. */
export function findJoin(join: Join, user: Enter['user'], snapshot: Snapshot): FoundJoin {
  const known = join.namespaces.flatMap((id) => snapshot.namespaces[id] ?? []);
  const namespaces = known.filter(({ id, kind }) => snapshot.host.namespaces[kind] !== id);
  const process = join.process === undefined ? undefined : snapshot.processes[join.process];
  return {
    namespaces,
    process,
    credentials: credentialsFor(namespaces, user, snapshot),
    refusals: [
      ...join.namespaces.filter((id) => !snapshot.namespaces[id]).map(gone),
      ...twice(known),
      ...(join.process === undefined ? [] : processRefusals(join.process, snapshot)),
      ...(join.process === undefined && join.take.length > 0 ? [nobody()] : []),
    ],
  };
}

/** As a person could type it: by the process, or the one that leads all of them, where there is one. */
export function typedJoin({ namespaces, process, credentials }: FoundJoin, { take }: Join): Joined {
  const leaders = new Set(namespaces.map(({ leader }) => leader));
  const [leader] = leaders.size === 1 ? leaders : [];
  const target = process?.id ?? leader;
  const isMember = (ns: Namespace) => (process ? process.namespaces[ns.kind] === ns.id : target !== undefined);
  const places = namespaces.map((ns): [NamespaceKind, string | undefined] => [
    ns.kind,
    isMember(ns) ? OF_TARGET : (mountedPath(ns) ?? namespacePath(ns)),
  ]);
  const needed = process || places.some(([, place]) => place === OF_TARGET);
  const pid = target === undefined || !needed ? undefined : parseProcessId(target)?.pid;
  return {
    ...(pid !== undefined && { target: pid }),
    namespaces: Object.fromEntries(places),
    ...(take.includes('root') && { root: OF_TARGET }),
    ...(take.includes('cwd') && { cwd: OF_TARGET }),
    ...(credentials && { credentials }),
  };
}

/** Of a namespace that ip-netns(8) knows: what a person would type. */
function mountedPath({ name, pins }: Namespace): string | undefined {
  if (name === undefined) return undefined;
  const mount = pins.find((pin) => pin.kind === 'mount' && pin.path.endsWith(`/netns/${name}`));
  return mount?.kind === 'mount' ? mount.path : undefined;
}

/**
 * A user namespace is entered as its uid 0, or with the ids that one has. Whoever is uid 0 there by its map keeps them:
 * nsenter(1) would drop supplementary groups, which `setgroups` forbids where an ordinary user has made the map.
 */
function credentialsFor(
  namespaces: readonly Namespace[],
  user: Enter['user'],
  { host: { agent } }: Snapshot,
): Joined['credentials'] {
  const inner = namespaces.find(({ kind }) => kind === 'user');
  if (!inner) return undefined;
  if (user === 'own') return 'preserve';
  return agent.level === 'user' && idInside(inner, agent.uid) === 0 ? 'preserve' : 'zero';
}

/** The uid that a user of this host has in a user namespace; undefined where it has none, or the map is not known. */
export function idInside({ inside }: Namespace, uid: number): number | undefined {
  const ranges = inside?.kind === 'user' ? (inside.uidMap ?? []) : [];
  const range = ranges.find(({ outside, count }) => uid >= outside && uid < outside + count);
  return range && range.inside + uid - range.outside;
}

/** `sfo`, or `net:[4026532200]`. */
export function calledNamespace(ns: Namespace): string {
  return ns.name ?? kernelName(ns);
}

function gone(id: NamespaceId): Refusal {
  return {
    code: 'missing',
    message: message('The namespace {0} has ended.', id.replace(/[#@].*$/s, '')),
    remedy: message('Refresh the view.'),
  };
}

function twice(namespaces: readonly Namespace[]): Refusal[] {
  const kinds = namespaces.map(({ kind }) => kind);
  return [...new Set(kinds.filter((kind, at) => kinds.indexOf(kind) !== at))].map((kind) => ({
    code: 'invalid',
    message: message('A program cannot be in two namespaces of kind {0}.', kind),
    remedy: message('Choose one of each kind.'),
  }));
}

function nobody(): Refusal {
  return {
    code: 'invalid',
    message: message('No process is named whose directories or environment are meant.'),
    remedy: message('Choose a process.'),
  };
}

function processRefusals(id: ProcessId, snapshot: Snapshot): Refusal[] {
  const pid = parseProcessId(id)?.pid ?? 0;
  const process = snapshot.processes[id];
  if (process && process.state !== 'zombie') return [];
  const reused = !process && processByPid(snapshot, pid) !== undefined;
  const why: Message = reused
    ? message('Pid {0} is another process now.', pid)
    : message('Process {0} has ended.', pid);
  return [
    {
      code: reused ? 'changed' : 'missing',
      message: why,
      remedy: message('Choose another one: the view shows those that are there.'),
    },
  ];
}
