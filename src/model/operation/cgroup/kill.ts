import { type Message, message } from '../../../base/message.ts';
import { parseCgroupId, pathOf } from '../../cgroup/cgroup.ts';
import { commandLine, type Process } from '../../process.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { OperationType, Refusal, Step } from '../operation.ts';
import { freezerOf, sessionRefusals } from './freeze.ts';
import { unitLook, unitRefusals } from './ownership.ts';
import {
  calledGroup,
  directoryOf,
  type GroupRef,
  keeperWarnings,
  type Place,
  pidList,
  placeOf,
  processesBelow,
  writeStep,
} from './place.ts';

/** Kills all processes of a group and of the groups below it. */
export interface KillGroup extends GroupRef {
  readonly kind: 'cgroup.kill';
}

/** How a group is killed: by the kernel at once, frozen meanwhile so that nothing can fork, or again until it is empty. */
export type KillWay = 'kill' | 'freeze' | 'repeat';

export const KILL = 'cgroup.kill';

/** The best way that a group has. */
export function killWay({ state, hierarchy }: Place): KillWay {
  if (state.files[KILL]) return 'kill';
  return state.files[freezerOf(hierarchy.version).file] ? 'freeze' : 'repeat';
}

export const killGroup: OperationType<KillGroup> = {
  look({ group }) {
    const at = parseCgroupId(group);
    const files = [KILL, 'cgroup.freeze', 'freezer.state', 'cgroup.procs'];
    return { groups: [...(at ? unitLook(at) : []), { group, files }], members: [group] };
  },
  describe({ group, inode }, snapshot, seen) {
    const found = placeOf(group, inode, snapshot, seen);
    const called = calledGroup(pathOf(group), directoryOf(snapshot, group));
    const title = message('Kill all processes of {0}', called);
    if (!found.ok) return { title, steps: [], danger: 'harm', warnings: [], refusals: [found.error] };
    const place = found.value;
    const processes = processesBelow(snapshot, group);
    return {
      title,
      steps: stepsOf(place, processes),
      danger: 'harm',
      warnings: [...keeperWarnings(place), whoEnds(processes)],
      refusals: refusalsOf(place, processes, snapshot, seen),
    };
  },
};

function whoEnds(processes: readonly Process[]): Message {
  const [first] = processes;
  return processes.length === 1 && first
    ? message('Process {0} ({1}) ends without being able to save anything.', first.pid, commandLine(first))
    : message('{0} processes end without being able to save anything: {1}', processes.length, pidList(processes));
}

function stepsOf(place: Place, processes: readonly Process[]): Step[] {
  const { directory, hierarchy } = place;
  const way = killWay(place);
  if (way === 'kill') return [writeStep(message('Kill everything in it and below'), `${directory}/${KILL}`, '1')];
  const { file, on, off } = freezerOf(hierarchy.version);
  const kill: Step = {
    effect: message('Kill all processes in it and below, until none is left'),
    command: ['kill', '-s', 'KILL', '--', ...processes.map(({ pid }) => String(pid))],
    call: 'pidfd_send_signal(SIGKILL)',
  };
  if (way === 'repeat') return [kill];
  return [
    writeStep(message('Freeze it, so that nothing can be started meanwhile'), `${directory}/${file}`, on),
    kill,
    writeStep(message('Thaw it, so that they end'), `${directory}/${file}`, off),
  ];
}

function refusalsOf(place: Place, processes: readonly Process[], snapshot: Snapshot, seen: Seen): Refusal[] {
  const { top, path, state } = place;
  if (top) {
    return [
      {
        code: 'protected',
        message: message('The root group has all processes of the host.'),
        remedy: message('Choose a group below it.'),
      },
    ];
  }
  const systemctl = ({ name }: { readonly name: string }) => ['kill', '--signal=SIGKILL', name];
  const owned = unitRefusals(place, seen, snapshot, { systemctl }, 'of');
  if (owned.length > 0) return owned;
  if (processes.length === 0) {
    return [
      {
        code: 'missing',
        message: message('No process is in {0} or below it.', path),
        remedy: message('Nothing is left to do.'),
      },
    ];
  }
  const { uid } = snapshot.host.agent;
  const foreign = uid !== 0 && !state.files[KILL]?.writable ? processes.filter((process) => process.uid !== uid) : [];
  const denied: Refusal[] =
    foreign.length > 0
      ? [
          {
            code: 'denied',
            message: message('Processes of other users are in it: {0}', pidList(foreign)),
            remedy: message('Do it as root.'),
          },
        ]
      : [];
  return [...sessionRefusals(place, snapshot, seen), ...denied];
}
