import { check } from './errno.ts';
import * as libc from './libc.ts';

/** open(2) for reading, close-on-exec. @throws SyscallError */
export function open(path: string): number {
  return check(libc.openat(libc.AT_FDCWD, path, libc.O_RDONLY | libc.O_CLOEXEC), 'open', path);
}

/** close(2); errors are not reported, as nothing can be done. */
export function close(fd: number): void {
  libc.close(fd);
}

/** Opens, uses and closes again, also when `use` throws. @throws SyscallError when it cannot be opened */
export function withFd<T>(path: string, use: (fd: number) => T): T {
  const fd = open(path);
  try {
    return use(fd);
  } finally {
    libc.close(fd);
  }
}
