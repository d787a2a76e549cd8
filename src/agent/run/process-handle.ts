import { message } from '../../base/message.ts';
import { type ProcessId, parseProcessId } from '../../model/process.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { close } from '../kernel/fd.ts';
import { pidfdOpen } from '../kernel/pidfd.ts';
import { startTimeOf } from './start-time.ts';

/**
 * Holds a process by a pidfd while it is used: once that is open its process cannot become another one, so the start time
 * is compared after that.
 * @throws ProtocolError refused for another process of that pid; SyscallError ESRCH when there is none
 */
export async function withProcess<T>(id: ProcessId, use: (pid: number, pidfd: number) => T | Promise<T>): Promise<T> {
  const { pid, startTime } = parseProcessId(id) ?? { pid: 0, startTime: 0 };
  const pidfd = pidfdOpen(pid);
  try {
    if (startTimeOf(pid) !== startTime) {
      throw new ProtocolError('refused', message('Pid {0} is another process now.', pid));
    }
    return await use(pid, pidfd);
  } finally {
    close(pidfd);
  }
}
