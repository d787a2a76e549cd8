import { fstatSync } from 'node:fs';
import { CLONE_FLAGS } from '../../model/namespace.ts';
import { check } from './errno.ts';
import { withFd } from './fd.ts';
import * as libc from './libc.ts';
import { setns } from './setns.ts';

/** The network namespace that the calling thread is in. */
const HOME = '/proc/thread-self/ns/net';

/**
 * Does something while the calling thread is in a network namespace, and comes back. It must do no more than open a socket,
 * which stays in the namespace, and read settings of the kernel. A thread that cannot come back ends the process.
 * @param fd the namespace, open
 * @throws SyscallError EPERM; then nothing has changed
 */
export function inNetworkNamespace<T>(fd: number, act: () => T): T {
  return withFd(HOME, (home) => {
    // It takes no right to stay.
    if (fstatSync(fd).ino === fstatSync(home).ino) return act();
    setns(fd, 'net');
    return andBack(home, act);
  });
}

/**
 * The same in a network namespace that nobody else is in. It is there as long as what was opened in it.
 * @throws SyscallError EPERM without CAP_SYS_ADMIN
 */
export function inNewNetworkNamespace<T>(act: () => T): T {
  return withFd(HOME, (home) => {
    check(libc.unshare(CLONE_FLAGS.net), 'unshare', 'net');
    return andBack(home, act);
  });
}

function andBack<T>(home: number, act: () => T): T {
  try {
    return act();
  } finally {
    goHome(home);
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
