import { check } from './errno.ts';
import * as libc from './libc.ts';

const SYS_PIDFD_SEND_SIGNAL = 424;
const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;

/** pidfd_open(2). @throws SyscallError ESRCH when the process has gone */
export function pidfdOpen(pid: number): number {
  return check(libc.syscall(SYS_PIDFD_OPEN, pid, 0, 0, 0), 'pidfd_open', String(pid));
}

/** pidfd_send_signal(2). @throws SyscallError EPERM, ESRCH */
export function pidfdSendSignal(pidfd: number, signal: number): void {
  check(libc.syscall(SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0), 'pidfd_send_signal');
}

/** pidfd_getfd(2): a duplicate of descriptor `fd` of that process. @throws SyscallError EPERM without ptrace rights, EBADF */
export function pidfdGetfd(pidfd: number, fd: number): number {
  return check(libc.syscall(SYS_PIDFD_GETFD, pidfd, fd, 0, 0), 'pidfd_getfd');
}
