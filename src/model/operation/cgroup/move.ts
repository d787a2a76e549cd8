import { type Message, message } from '../../../base/message.ts';
import { type CgroupId, cgroupId, membershipPath, parseCgroupId, pathOf } from '../../cgroup/cgroup.ts';
import { contentOf, wordsOf } from '../../cgroup/group-state.ts';
import { owningUnit } from '../../cgroup/unit.ts';
import { commandLine, type Process, type ProcessId, parseProcessId } from '../../process.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { OperationType, Refusal } from '../operation.ts';
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
  directoryOf,
  type GroupRef,
  keeperWarnings,
  type Place,
  placeOf,
  sessionOf,
  writeStep,
} from './place.ts';

/** Moves processes, with all their threads, into groups. */
export interface MoveProcesses {
  readonly kind: 'cgroup.move';
  /** One when a person moves; several when that is taken back. All are of one hierarchy. */
  readonly moves: readonly Move[];
}

export interface Move extends GroupRef {
  readonly processes: readonly ProcessId[];
  /** They were there before: that is no surprise to systemd, also where it manages the group. */
  readonly back?: true;
}

/** The file that takes pids. */
export const PROCS = 'cgroup.procs';

/** The group of a process in a hierarchy; undefined when it was removed meanwhile. */
export function groupOf(process: Process, hierarchy: number): CgroupId | undefined {
  const own = process.cgroups.find((each) => each.hierarchy === hierarchy);
  const at = own && membershipPath(own.path);
  return !at || at.removed ? undefined : cgroupId(hierarchy, at.path);
}

export const moveProcesses: OperationType<MoveProcesses> = {
  look({ moves }) {
    const files = [
      PROCS,
      'cgroup.subtree_control',
      'cgroup.type',
      'cgroup.freeze',
      'freezer.state',
      'cpuset.cpus',
      'cpuset.mems',
    ];
    const groups = moves.flatMap(({ group }) => {
      const at = parseCgroupId(group);
      return [...(at ? unitLook(at) : []), { group, files }];
    });
    return { groups, processes: moves.flatMap(({ processes }) => processes) };
  },
  describe(operation, snapshot, seen) {
    const moves = operation.moves.map((move) => describeMove(move, snapshot, seen));
    const undo = undoOf(operation, snapshot);
    return { title: titleOf(operation, snapshot), ...joinMoves(moves), ...(undo && { undo }) };
  },
};

function describeMove({ group, inode, processes, back }: Move, snapshot: Snapshot, seen: Seen): DescribedMove {
  const found = placeOf(group, inode, snapshot, seen);
  if (!found.ok) return { steps: [], warnings: [], refusals: [found.error], faults: [] };
  const place = found.value;
  const known = processes.flatMap((id) => snapshot.processes[id] ?? []).filter(({ state }) => state !== 'zombie');
  return {
    steps: known.map(({ pid }) =>
      writeStep(message('Move process {0}', pid), `${place.directory}/${PROCS}`, String(pid)),
    ),
    warnings: [...(place.top ? [] : keeperWarnings(place)), ...warningsOf(known, place, snapshot, seen)],
    refusals: [...(back ? [] : ownerRefusals(place, seen, snapshot)), ...groupRefusals(place)].slice(0, 1),
    faults: processes.flatMap((id) => processRefusals(id, place, snapshot)),
  };
}

function titleOf({ moves }: MoveProcesses, snapshot: Snapshot): Message {
  const [first] = moves;
  const count = moves.reduce((sum, { processes }) => sum + processes.length, 0);
  const [id = ''] = first?.processes ?? [];
  const process = snapshot.processes[id];
  if (!first || moves.length > 1) return message('Move {0} processes back', count);
  const target = calledGroup(pathOf(first.group), directoryOf(snapshot, first.group));
  if (count > 1) return message('Move {0} processes to {1}', count, target);
  const pid = parseProcessId(id)?.pid ?? 0;
  return message('Move process {0} to {1}', process ? `${pid} (${commandLine(process)})` : pid, target);
}

/** Where the processes are now. */
function undoOf({ moves }: MoveProcesses, snapshot: Snapshot): MoveProcesses | undefined {
  const from = new Map<CgroupId, ProcessId[]>();
  for (const { group, processes } of moves) {
    const hierarchy = parseCgroupId(group)?.hierarchy ?? 0;
    for (const id of processes) {
      const process = snapshot.processes[id];
      const now = process && groupOf(process, hierarchy);
      if (now !== undefined) from.set(now, [...(from.get(now) ?? []), id]);
    }
  }
  const back = [...from].flatMap(([group, processes]): Move[] => {
    const inode = snapshot.cgroups[group]?.inode;
    return inode === undefined ? [] : [{ group, inode, processes, back: true }];
  });
  return back.length > 0 ? { kind: 'cgroup.move', moves: back } : undefined;
}

function groupRefusals(place: Place): Refusal[] {
  const { state, path, top, hierarchy, directory } = place;
  const denied = rightRefusals(place, PROCS);
  if (denied.length > 0) return denied;
  if (hierarchy.version === 1) return cpusetRefusals(place);
  const handedOn = wordsOf(state, 'cgroup.subtree_control');
  if (!top && handedOn.length > 0) {
    return [
      {
        code: 'rule',
        message: message(
          '{0} hands {1} on to the groups below it: it must not have processes itself.',
          path,
          handedOn.join(' '),
        ),
        remedy: message(
          'Move them into a group below it, or switch them off first: {0}',
          `echo '${handedOn.map((each) => `-${each}`).join(' ')}' > ${directory}/cgroup.subtree_control`,
        ),
        offer: {
          kind: 'cgroup.controllers',
          changes: [{ group: place.group, inode: state.inode, enable: [], disable: handedOn }],
        },
      },
    ];
  }
  if (!contentOf(state, 'cgroup.type')?.endsWith('invalid')) return [];
  return [
    {
      code: 'rule',
      message: message('{0} is invalid because a group beside or above it is threaded (cgroup.type).', path),
      remedy: message('Choose a group that is a normal domain.'),
    },
  ];
}

function warningsOf(processes: readonly Process[], place: Place, snapshot: Snapshot, seen: Seen): Message[] {
  const { state, hierarchy, path } = place;
  const session = sessionOf(snapshot, seen);
  const own = processes.filter(({ pid }) => session.has(pid));
  const units = processes.flatMap((process) => {
    const from = seen.systemd
      ? owningUnit(parseCgroupId(groupOf(process, hierarchy.id) ?? '')?.path ?? '/')
      : undefined;
    return from && !path.startsWith(`${from.path}/`) ? [from.name] : [];
  });
  return [
    ...frozenWarnings(state),
    ...own.map(({ pid, comm }) => message('Process {0} ({1}) runs Isolens itself.', pid, comm)),
    ...[...new Set(units)].map((unit) => message('systemd loses track of a process of {0}.', unit)),
  ];
}
