import { check } from './errno.ts';
import * as libc from './libc.ts';

const SYS_EVENTFD2 = process.arch === 'arm64' ? 19 : 290;

/** eventfd(2), not blocking. @throws SyscallError */
export function eventfd(): number {
  return check(libc.syscall(SYS_EVENTFD2, 0, libc.O_NONBLOCK | libc.O_CLOEXEC, 0, 0), 'eventfd');
}

/** Reads it empty. */
export function drainEventfd(fd: number): void {
  libc.read(fd, Buffer.alloc(8), 8);
}
