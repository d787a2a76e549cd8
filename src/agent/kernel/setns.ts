import { CLONE_FLAGS, type NamespaceKind } from '../../model/namespace.ts';
import { check } from './errno.ts';
import * as libc from './libc.ts';

/** setns(2): moves the calling thread into the namespace. Only in a process that is thrown away. @throws SyscallError EPERM, EINVAL */
export function setns(fd: number, kind: NamespaceKind): void {
  check(libc.setns(fd, CLONE_FLAGS[kind]), 'setns', kind);
}

const CLONE_FS = 0x200;

/** unshare(2) of root and working directory, which threads share otherwise: without it no thread may enter a mount namespace. @throws SyscallError */
export function unshareFs(): void {
  check(libc.unshare(CLONE_FS), 'unshare');
}
