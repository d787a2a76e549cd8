import { lastErrno, SyscallError } from './errno.ts';
import * as libc from './libc.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;

/** flock(2), exclusive, without waiting: whether it is ours now. It ends with the descriptor. @throws SyscallError */
export function tryLock(fd: number): boolean {
  if (libc.flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
  const errno = lastErrno();
  if (errno === 'EAGAIN') return false;
  throw new SyscallError('flock', errno);
}
