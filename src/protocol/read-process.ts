import { type ProcessId, parseProcessId } from '../model/process.ts';
import { type Fields, invalid, textField } from './fields.ts';

/** Longest id of a process or journal entry. */
export const ID_LENGTH = 128;
/** Pids are at most this (proc_sys_kernel(5), pid_max on 64-bit). */
const PID_LIMIT = 2 ** 22;

/** A field that is the id of a process, or of a thread. @throws ProtocolError invalid */
export function processField(value: Fields, place: string, name: 'process' | 'thread' = 'process'): ProcessId {
  const id = textField(value, name, place, ID_LENGTH);
  const pid = parseProcessId(id)?.pid ?? 0;
  if (pid < 1 || pid > PID_LIMIT) throw invalid(`${place}.${name}`, 'pid and start time');
  return id;
}
