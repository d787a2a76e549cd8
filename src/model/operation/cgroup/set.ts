import { type Message, message } from '../../../base/message.ts';
import { contentOf } from '../../cgroup/group-state.ts';
import { roughSize } from '../../cgroup/size.ts';
import type { Description, OperationType } from '../operation.ts';
import type { FileWrite, PlannedWrite } from './check-write.ts';
import { DEVICES, deviceList } from './device-list.ts';
import { calledGroup, type GroupRef, keeperWarnings, type Place, writeStep } from './place.ts';
import { lookBeforeWrites, planWrites } from './plan-writes.ts';

/** Writes files of a group: all of them, or none. */
export interface SetFiles extends GroupRef {
  readonly kind: 'cgroup.set';
  readonly writes: readonly FileWrite[];
}

export const setFiles: OperationType<SetFiles> = {
  look: ({ group, writes }) => lookBeforeWrites(group, writes),
  describe(operation, snapshot, seen) {
    const { place, writes, refusals } = planWrites(operation, operation.writes, snapshot, seen);
    const warnings = place ? warningsOf(writes, place) : [];
    const undo = place && undoOf(operation, writes, place);
    return {
      title: titleOf(operation, place),
      steps: place ? writes.map((write) => stepOf(write, place)) : [],
      danger: warnings.length > 0 ? 'harm' : 'none',
      warnings,
      refusals,
      ...(undo && { undo }),
    };
  },
};

/** Files of a group that are written in one go, with what puts them back. */
export function undoOf(ref: GroupRef, writes: readonly PlannedWrite[], place: Place): SetFiles | undefined {
  const before = writes.toReversed().map((write) => backOf(write, place));
  if (writes.length === 0 || before.some((lines) => lines === undefined)) return undefined;
  const { group, inode } = ref;
  const back = before.flatMap((lines) => lines ?? []);
  const isAgain = (write: FileWrite, at: number) =>
    write.file === back[at - 1]?.file && write.value === back[at - 1]?.value;
  return { kind: 'cgroup.set', group, inode, writes: back.filter((write, at) => !isAgain(write, at)) };
}

/** What takes one write back; undefined when nothing does. */
export function backOf({ file, before }: PlannedWrite, { state }: Place): FileWrite[] | undefined {
  if (file === 'devices.allow' || file === 'devices.deny') return deviceList(contentOf(state, DEVICES));
  return before?.map((value) => ({ file, value, exact: true }));
}

/** One write as a step: `echo 10485760 > /sys/fs/cgroup/memory/small/memory.limit_in_bytes`. */
export function stepOf(
  { file, text }: PlannedWrite,
  { directory }: Pick<Place, 'directory'>,
): Description['steps'][number] {
  return writeStep(message('Write {0} to {1}', text, file), `${directory}/${file}`, text);
}

function titleOf({ group, writes }: SetFiles, place: Place | undefined): Message {
  const called = place ? calledGroup(place.path, place.directory) : group;
  const [first] = writes;
  return writes.length === 1 && first
    ? message('Set {0} of {1} to {2}', first.file, called, first.value)
    : message('Set {0} files of {1}', writes.length, called);
}

function warningsOf(writes: readonly PlannedWrite[], place: Place): Message[] {
  const lasting = writes.filter((write) => !backOf(write, place)).map(({ file }) => file);
  return [
    ...keeperWarnings(place),
    ...writes.flatMap((write) => warningOf(write, place) ?? []),
    ...(lasting.length > 0 ? [message('It cannot be taken back: {0}', lasting.join(', '))] : []),
  ];
}

const USED: Readonly<Record<string, string>> = {
  'memory.max': 'memory.current',
  'memory.limit_in_bytes': 'memory.usage_in_bytes',
};

function warningOf({ file, text }: PlannedWrite, { state }: Place): Message | undefined {
  const used = Number(contentOf(state, USED[file] ?? '') ?? 0);
  if (/^\d+$/.test(text) && used > Number(text)) {
    return file === 'memory.max'
      ? message(
          'The group uses {0}: the kernel takes memory back, and kills processes of it if that is not enough.',
          roughSize(used),
        )
      : message(
          'The group uses {0}: the kernel takes memory back, and refuses if that is not enough.',
          roughSize(used),
        );
  }
  switch (`${file} ${text}`) {
    case 'cgroup.freeze 1':
    case 'freezer.state FROZEN':
      return message('All processes of the group and of those below stop.');
    case 'memory.oom_control 1':
      return message('Processes that reach the limit hang instead of being killed.');
    case 'cgroup.type threaded':
      return message('A threaded group never becomes a normal one again.');
    default:
      return file === 'devices.deny' ? message('Processes of it can no longer open these devices.') : undefined;
  }
}
