import { type Message, message } from '../../../base/message.ts';
import { type CgroupId, cgroupId, membershipPath, parseCgroupId } from '../../cgroup/cgroup.ts';
import { contentOf, wordsOf } from '../../cgroup/group-state.ts';
import { owningUnit } from '../../cgroup/unit.ts';
import { commandLine, type Process, type ProcessId, parseProcessId } from '../../process.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { OperationType, Refusal, Step } from '../operation.ts';
import { unitLook, unitRefusals } from './ownership.ts';
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
    // Of several those that have ended meanwhile are left out.
    const isGone = ({ code }: Refusal) => code === 'missing' || code === 'changed';
    const left = moves.some(({ steps }) => steps.length > 0);
    const warnings = moves.flatMap((move) => move.warnings);
    const undo = undoOf(operation, snapshot);
    return {
      title: titleOf(operation, snapshot),
      steps: moves.flatMap(({ steps }) => steps),
      danger: warnings.length > 0 ? 'harm' : 'none',
      warnings,
      refusals: moves.flatMap(({ refusals, faults }) => [
        ...refusals,
        ...(left ? faults.filter((each) => !isGone(each)) : faults),
      ]),
      ...(undo && { undo }),
    };
  },
};

interface DescribedMove {
  readonly steps: readonly Step[];
  readonly warnings: readonly Message[];
  readonly refusals: readonly Refusal[];
  /** Of its processes. */
  readonly faults: readonly Refusal[];
}

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
  const target = calledGroup(parseCgroupId(first.group)?.path ?? first.group, directoryOf(snapshot, first.group));
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

function processRefusals(id: ProcessId, { hierarchy }: Place, snapshot: Snapshot): Refusal[] {
  const pid = parseProcessId(id)?.pid ?? 0;
  const process = snapshot.processes[id];
  if (!process) {
    const reused = Object.values(snapshot.processes).some((each) => each.pid === pid);
    return reused
      ? [
          {
            code: 'changed',
            message: message('Pid {0} is another process now.', pid),
            remedy: message('Look at it again before moving it.'),
          },
        ]
      : [
          {
            code: 'missing',
            message: message('Process {0} has ended.', pid),
            remedy: message('Nothing is left to do.'),
          },
        ];
  }
  if (pid === 1) {
    return [
      {
        code: 'protected',
        message: message('Process 1 runs the whole host.'),
        remedy: message('Leave it in its group.'),
      },
    ];
  }
  if (process.state === 'zombie') {
    return [
      {
        code: 'missing',
        message: message('Process {0} has ended; only its parent has not taken note.', pid),
        remedy: message('Nothing is left to do.'),
      },
    ];
  }
  return isKernelThread(process) && hierarchy.version === 2 ? [kernelThread(pid)] : [];
}

/** Kernel threads are children of kthreadd, pid 2, and have no command line. */
function isKernelThread({ pid, ppid, argv }: Process): boolean {
  return argv.length === 0 && (pid === 2 || ppid === 2);
}

function kernelThread(pid: number): Refusal {
  return {
    code: 'protected',
    message: message('{0} is a thread of the kernel: it stays in the root group.', pid),
    remedy: message('Choose a process.'),
  };
}

/** Into a unit of systemd nobody else brings processes. */
function ownerRefusals(place: Place, seen: Seen, snapshot: Snapshot): Refusal[] {
  const systemctl = ({ name }: { readonly name: string }) => ['status', name];
  return unitRefusals(place, seen, snapshot, { systemctl }, 'in');
}

function groupRefusals(place: Place): Refusal[] {
  const { state, path, top, hierarchy, directory } = place;
  const procs = state.files[PROCS];
  if (procs && !procs.writable) {
    return [
      {
        code: 'denied',
        message: message('This user may not move processes to {0}.', path),
        remedy:
          hierarchy.version === 2
            ? message('Use a group that was delegated to you, as below user@UID.service, or do it as root.')
            : message('Do it as root, or have root give you the file (chown).'),
      },
    ];
  }
  if (hierarchy.version === 1) return hierarchy.controllers.includes('cpuset') ? cpusetRefusals(place) : [];
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

/** ENOSPC of v1. */
function cpusetRefusals({ state, path, directory }: Place): Refusal[] {
  const empty = ['cpuset.cpus', 'cpuset.mems'].filter((file) => contentOf(state, file) === '');
  if (empty.length === 0) return [];
  return [
    {
      code: 'rule',
      message: message(
        '{0} takes no process before it has CPUs and memory nodes: {1} is empty.',
        path,
        empty.join(', '),
      ),
      remedy: message('Set it first: {0}', empty.map((file) => `echo 0 > ${directory}/${file}`).join('; ')),
    },
  ];
}

function warningsOf(processes: readonly Process[], place: Place, snapshot: Snapshot, seen: Seen): Message[] {
  const { state, hierarchy, path } = place;
  const frozen = contentOf(state, 'cgroup.freeze') === '1' || contentOf(state, 'freezer.state')?.startsWith('FR');
  const session = sessionOf(snapshot, seen);
  const own = processes.filter(({ pid }) => session.has(pid));
  const units = processes.flatMap((process) => {
    const from = seen.systemd
      ? owningUnit(parseCgroupId(groupOf(process, hierarchy.id) ?? '')?.path ?? '/')
      : undefined;
    return from && !path.startsWith(`${from.path}/`) ? [from.name] : [];
  });
  return [
    ...(frozen ? [message('The group is frozen: what is moved there stops.')] : []),
    ...own.map(({ pid, comm }) => message('Process {0} ({1}) runs Isolens itself.', pid, comm)),
    ...[...new Set(units)].map((unit) => message('systemd loses track of a process of {0}.', unit)),
  ];
}
