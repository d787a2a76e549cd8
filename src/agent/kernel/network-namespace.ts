import { fstatSync } from 'node:fs';
import { check } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';
import { setns } from './setns.ts';

/**
 * Does something while the calling thread is in a network namespace, and comes back. It must do no more than open a socket:
 * that stays in the namespace. A thread that cannot come back ends the process.
 * @param fd the namespace, open
 * @throws SyscallError EPERM; then nothing has changed
 */
export function inNetworkNamespace<T>(fd: number, act: () => T): T {
  const home = check(libc.openat(libc.AT_FDCWD, '/proc/thread-self/ns/net', libc.O_RDONLY | libc.O_CLOEXEC), 'open');
  try {
    // It takes no right to stay.
    if (fstatSync(fd).ino === fstatSync(home).ino) return act();
    setns(fd, 'net');
    try {
      return act();
    } finally {
      goHome(home);
    }
  } finally {
    close(home);
  }
}

function goHome(home: number): void {
  try {
    setns(home, 'net');
  } catch (error) {
    process.stderr.write(`error The agent is in another network namespace and cannot come back: ${String(error)}\n`);
    process.exit(70);
  }
}
