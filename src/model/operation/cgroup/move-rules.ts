import { type Message, message } from '../../../base/message.ts';
import { contentOf, type GroupState } from '../../cgroup/group-state.ts';
import { type Process, type ProcessId, parseProcessId } from '../../process.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { Description, Refusal, Step } from '../operation.ts';
import { unitRefusals } from './ownership.ts';
import type { Place } from './place.ts';

/** What one move of several is made of. */
export interface DescribedMove {
  readonly steps: readonly Step[];
  readonly warnings: readonly Message[];
  readonly refusals: readonly Refusal[];
  /** Of what is moved. */
  readonly faults: readonly Refusal[];
}

/** Several moves as one. Of several those that have ended meanwhile are left out. */
export function joinMoves(
  moves: readonly DescribedMove[],
): Pick<Description, 'steps' | 'danger' | 'warnings' | 'refusals'> {
  const isGone = ({ code }: Refusal) => code === 'missing' || code === 'changed';
  const left = moves.some(({ steps }) => steps.length > 0);
  const warnings = moves.flatMap((move) => move.warnings);
  return {
    steps: moves.flatMap(({ steps }) => steps),
    danger: warnings.length > 0 ? 'harm' : 'none',
    warnings,
    refusals: moves.flatMap(({ refusals, faults }) => [
      ...refusals,
      ...(left ? faults.filter((each) => !isGone(each)) : faults),
    ]),
  };
}

/** Why a process, or a thread of it, cannot be moved. */
export function processRefusals(id: ProcessId, { hierarchy }: Place, snapshot: Snapshot): Refusal[] {
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
export function ownerRefusals(place: Place, seen: Seen, snapshot: Snapshot): Refusal[] {
  const systemctl = ({ name }: { readonly name: string }) => ['status', name];
  return unitRefusals(place, seen, snapshot, { systemctl }, 'in');
}

/** @param file that takes pids or tids */
export function rightRefusals({ state, path, hierarchy }: Place, file: string): Refusal[] {
  if (state.files[file]?.writable !== false) return [];
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

/** Of a group of cpuset in v1 that would answer ENOSPC. */
export function cpusetRefusals({ state, path, directory, hierarchy }: Place): Refusal[] {
  if (hierarchy.version !== 1 || !hierarchy.controllers.includes('cpuset')) return [];
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

/** What is moved to a group that is frozen stops. */
export function frozenWarnings(state: GroupState): Message[] {
  const frozen = contentOf(state, 'cgroup.freeze') === '1' || contentOf(state, 'freezer.state')?.startsWith('FR');
  return frozen ? [message('The group is frozen: what is moved there stops.')] : [];
}
