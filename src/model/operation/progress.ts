import { type Message, message } from '../../base/message.ts';
import { contentOf } from '../cgroup/group-state.ts';
import type { Snapshot } from '../snapshot.ts';
import type { KillGroup } from './cgroup/kill.ts';
import { pidList, placeOf, processesBelow } from './cgroup/place.ts';
import { planWrites } from './cgroup/plan-writes.ts';
import type { SetFiles } from './cgroup/set.ts';
import type { Seen } from './look.ts';
import type { Operation } from './operation.ts';
import type { SignalProcess } from './signal.ts';

/**
 * What is done and what is not of an operation that was cut short, in sentences, from what the host is like now; none
 * where nobody can tell, or where all of it can be taken back.
 * @param seen what the description of the operation wants to look at
 */
export function progressOf(operation: Operation, snapshot: Snapshot, seen: Seen): readonly Message[] {
  switch (operation.kind) {
    case 'cgroup.set':
      return writesDone(operation, snapshot, seen);
    case 'cgroup.kill':
      return killed(operation, snapshot, seen);
    case 'process.signal':
      return signalled(operation, snapshot);
    default:
      return [];
  }
}

/** Of several writes to one file the last one is what it should say. */
function writesDone(operation: SetFiles, snapshot: Snapshot, seen: Seen): Message[] {
  const { writes, refusals } = planWrites(operation, operation.writes, snapshot, seen);
  const [refusal] = refusals;
  if (writes.length === 0) return refusal ? [refusal.message] : [];
  const last = [...new Map(writes.map((write) => [write.file, write])).values()];
  const names = (is: (write: (typeof last)[number]) => boolean) => last.filter(is).map(({ file }) => file);
  const written = names(({ before, text }) => before?.includes(text) === true);
  const open = names(({ before, text }) => before?.includes(text) === false);
  const unknown = names(({ before }) => before === undefined);
  return [
    ...(written.length > 0 ? [message('Written: {0}.', written.join(', '))] : []),
    ...(open.length > 0 ? [message('Not written: {0}.', open.join(', '))] : []),
    ...(unknown.length > 0 ? [message('Does not tell whether it was written: {0}.', unknown.join(', '))] : []),
  ];
}

function killed({ group, inode }: KillGroup, snapshot: Snapshot, seen: Seen): Message[] {
  const found = placeOf(group, inode, snapshot, seen);
  if (!found.ok) return [found.error.message];
  const { state, path } = found.value;
  const left = processesBelow(snapshot, group);
  const frozen = contentOf(state, 'cgroup.freeze') === '1' || contentOf(state, 'freezer.state')?.startsWith('FR');
  return [
    left.length > 0
      ? message('Not killed in {0} or below it: {1}.', path, pidList(left))
      : message('No process is left in {0} or below it.', path),
    ...(frozen ? [message('It is frozen: thaw it, or kill again.')] : []),
  ];
}

function signalled({ process }: SignalProcess, { processes }: Snapshot): Message[] {
  const found = processes[process];
  if (!found) return [message('The process has ended.')];
  return [message('Process {0} is still there; whether the signal reached it cannot be told.', found.pid)];
}
