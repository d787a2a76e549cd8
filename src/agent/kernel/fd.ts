import { readdirSync } from 'node:fs';
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

const F_SETFD = 2;
const FD_CLOEXEC = 1;

/**
 * Makes every descriptor but the first three close when another program is executed: what this process has inherited, from
 * VS Code or a shell, must not be handed on into a container.
 */
export function closeAllOnExec(): void {
  for (const fd of readdirSync('/proc/self/fd').map(Number)) if (fd > 2) libc.fcntl(fd, F_SETFD, FD_CLOEXEC);
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

/** The first 64 bytes of a file as text; undefined when it cannot be read. */
export function readSmallFile(path: string): string | undefined {
  const fd = libc.openat(libc.AT_FDCWD, path, libc.O_RDONLY | libc.O_CLOEXEC);
  if (fd < 0) return undefined;
  const buffer = Buffer.alloc(64);
  const length = libc.read(fd, buffer, buffer.length);
  libc.close(fd);
  return length < 0 ? undefined : buffer.toString('utf8', 0, length);
}
