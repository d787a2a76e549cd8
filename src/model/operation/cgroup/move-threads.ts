import { type Message, message } from '../../../base/message.ts';
import { type CgroupId, cgroupId, membershipPath, parentPath, parseCgroupId, pathOf } from '../../cgroup/cgroup.ts';
import { contentOf } from '../../cgroup/group-state.ts';
import type { ThreadId } from '../../cgroup/thread.ts';
import { type ProcessId, parseProcessId } from '../../process.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen, ThreadState } from '../look.ts';
import type { OperationType, Refusal } from '../operation.ts';
import { groupOf } from './move.ts';
import {
  cpusetRefusals,
  type DescribedMove,
  frozenWarnings,
  joinMoves,
  ownerRefusals,
  processRefusals,
  rightRefusals,
} from './move-rules.ts';
import { unitLook } from './ownership.ts';
import {
  calledGroup,
  chainOf,
  directoryOf,
  type GroupRef,
  keeperWarnings,
  type Place,
  placeOf,
  sessionOf,
  writeStep,
} from './place.ts';

/** Moves single threads: in v1 to any group, in v2 inside the threaded subtree that their process is in (cgroups(7), thread mode). */
export interface MoveThreads {
  readonly kind: 'cgroup.moveThreads';
  /** One when a person moves; several when that is taken back. All are of one hierarchy. */
  readonly moves: readonly ThreadMove[];
}

export interface ThreadMove extends GroupRef {
  readonly threads: readonly ThreadRef[];
  /** They were there before. */
  readonly back?: true;
}

export interface ThreadRef {
  readonly process: ProcessId;
  readonly thread: ThreadId;
}

/** The file that takes tids. */
export function threadsFile(version: 1 | 2): string {
  return version === 2 ? 'cgroup.threads' : 'tasks';
}

const TYPE = 'cgroup.type';
const FILES = ['tasks', 'cgroup.threads', TYPE, 'cgroup.freeze', 'freezer.state', 'cpuset.cpus', 'cpuset.mems'];

export const moveThreads: OperationType<MoveThreads> = {
  look({ moves }, snapshot) {
    const groups = moves.flatMap(({ group, threads }) => {
      const at = parseCgroupId(group);
      const from = threads.flatMap(({ process }) => processGroup(process, group, snapshot) ?? []);
      const chains = [group, ...new Set(from)].flatMap(chainOf).map((each) => ({ group: each, files: [TYPE] }));
      return [...(at ? unitLook(at) : []), ...chains, { group, files: FILES }];
    });
    const all = moves.flatMap(({ threads }) => threads);
    return { groups, processes: all.map(({ process }) => process), threads: all.map(({ thread }) => thread) };
  },
  describe(operation, snapshot, seen) {
    const moves = operation.moves.map((move) => describeMove(move, snapshot, seen));
    const undo = undoOf(operation, snapshot, seen);
    return { title: titleOf(operation, snapshot), ...joinMoves(moves), ...(undo && { undo }) };
  },
};

function describeMove({ group, inode, threads, back }: ThreadMove, snapshot: Snapshot, seen: Seen): DescribedMove {
  const found = placeOf(group, inode, snapshot, seen);
  if (!found.ok) return { steps: [], warnings: [], refusals: [found.error], faults: [] };
  const place = found.value;
  const file = threadsFile(place.hierarchy.version);
  const known = threads.flatMap(({ thread }) => seen.threads?.[thread] ?? []);
  const missing = threads.filter(({ thread }) => !seen.threads?.[thread]);
  const there = threads.filter((ref) => !missing.includes(ref));
  return {
    steps: known.map(({ tid }) =>
      writeStep(message('Move thread {0}', tid), `${place.directory}/${file}`, String(tid)),
    ),
    warnings: [...(place.top ? [] : keeperWarnings(place)), ...warningsOf(known, place, snapshot, seen)],
    refusals: [
      ...(back ? [] : ownerRefusals(place, seen, snapshot)),
      ...rightRefusals(place, file),
      ...cpusetRefusals(place),
      ...there.flatMap(({ process }) => processRefusals(process, place, snapshot)),
      ...there.flatMap((ref) => subtreeRefusals(ref, place, snapshot, seen)),
    ].slice(0, 1),
    // Threads that have ended.
    faults: missing.map(({ thread }) => ({
      code: 'missing',
      message: message('Thread {0} has ended.', tidOf(thread)),
      remedy: message('Nothing is left to do.'),
    })),
  };
}

function tidOf(thread: ThreadId): number {
  return parseProcessId(thread)?.pid ?? 0;
}

/** The group of a process in the hierarchy of another group. */
function processGroup(process: ProcessId, group: CgroupId, snapshot: Snapshot): CgroupId | undefined {
  const known = snapshot.processes[process];
  return known && groupOf(known, parseCgroupId(group)?.hierarchy ?? 0);
}

/** EOPNOTSUPP of v2: the group that pays for the process would be another one. */
function subtreeRefusals({ process, thread }: ThreadRef, place: Place, snapshot: Snapshot, seen: Seen): Refusal[] {
  if (place.hierarchy.version === 1) return [];
  const from = processGroup(process, place.group, snapshot);
  const own = from === undefined ? undefined : domainOf(from, seen);
  if (own === undefined || domainOf(place.group, seen) === own) return [];
  const above = parentPath(place.path);
  const fits = above !== undefined && domainOf(cgroupId(place.hierarchy.id, above), seen) === own;
  const canBeThreaded = fits && contentOf(place.state, TYPE) === 'domain';
  const path = pathOf(own);
  return [
    {
      code: 'rule',
      message: message('{0} is not in the threaded subtree that thread {1} is in.', place.path, tidOf(thread)),
      remedy: canBeThreaded
        ? message('Make it threaded first: {0}', `echo threaded > ${place.directory}/${TYPE}`)
        : message('Choose {0} or a threaded group below it.', path),
      ...(canBeThreaded && {
        offer: {
          kind: 'cgroup.set',
          group: place.group,
          inode: place.state.inode,
          writes: [{ file: TYPE, value: 'threaded' }],
        },
      }),
    },
  ];
}

/** The group that has what the threads of a process use together: the nearest that is not threaded. */
function domainOf(group: CgroupId, { groups }: Seen): CgroupId {
  const chain = chainOf(group).toReversed();
  const isThreaded = (id: CgroupId) => {
    const state = groups[id];
    return state !== undefined && contentOf(state, TYPE) === 'threaded';
  };
  return chain.find((id) => !isThreaded(id)) ?? group;
}

function titleOf({ moves }: MoveThreads, snapshot: Snapshot): Message {
  const [first] = moves;
  const count = moves.reduce((sum, { threads }) => sum + threads.length, 0);
  const [ref] = first?.threads ?? [];
  if (!first || !ref || moves.length > 1) return message('Move {0} threads back', count);
  const target = calledGroup(pathOf(first.group), directoryOf(snapshot, first.group));
  if (count > 1) return message('Move {0} threads to {1}', count, target);
  const pid = parseProcessId(ref.process)?.pid ?? 0;
  return message('Move thread {0} of process {1} to {2}', tidOf(ref.thread), pid, target);
}

/** Where the threads are now. */
function undoOf({ moves }: MoveThreads, snapshot: Snapshot, seen: Seen): MoveThreads | undefined {
  const from = new Map<CgroupId, ThreadRef[]>();
  for (const { group, threads } of moves) {
    const hierarchy = parseCgroupId(group)?.hierarchy ?? 0;
    for (const ref of threads) {
      const own = seen.threads?.[ref.thread]?.cgroups.find((each) => each.hierarchy === hierarchy);
      const at = own && membershipPath(own.path);
      if (!at || at.removed) continue;
      const now = cgroupId(hierarchy, at.path);
      from.set(now, [...(from.get(now) ?? []), ref]);
    }
  }
  const back = [...from].flatMap(([group, threads]): ThreadMove[] => {
    const inode = snapshot.cgroups[group]?.inode;
    return inode === undefined ? [] : [{ group, inode, threads, back: true }];
  });
  return back.length > 0 ? { kind: 'cgroup.moveThreads', moves: back } : undefined;
}

function warningsOf(threads: readonly ThreadState[], place: Place, snapshot: Snapshot, seen: Seen): Message[] {
  const { state, hierarchy } = place;
  const session = sessionOf(snapshot, seen);
  const own = threads.filter(({ pid }) => session.has(pid));
  const isOfMemory = hierarchy.version === 1 && hierarchy.controllers.includes('memory');
  const hasMemory = isOfMemory && threads.some(({ tid, pid }) => tid !== pid);
  return [
    ...frozenWarnings(state),
    ...own.map(({ tid, comm }) => message('Thread {0} ({1}) runs Isolens itself.', tid, comm)),
    ...(hasMemory ? [message('Memory is counted for a process as a whole, in the group of its main thread.')] : []),
  ];
}
