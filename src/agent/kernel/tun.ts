import { check } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';
import { nsInode } from './nsfs.ts';
import { pidfdGetfd, pidfdOpen } from './pidfd.ts';

/** `_IO('T', 227)` (linux/if_tun.h). */
const TUNGETDEVNETNS = 0x54e3;

/**
 * Inode of the network namespace of the device that descriptor `fd` of process `pid` serves.
 * @throws SyscallError EBADFD for one that serves none, EPERM without ptrace rights, ENOTTY before Linux 5.2
 */
export function tunNamespace(pid: number, fd: number): number {
  const pidfd = pidfdOpen(pid);
  try {
    const tun = pidfdGetfd(pidfd, fd);
    try {
      const namespace = check(libc.ioctl(tun, TUNGETDEVNETNS, null), 'ioctl(TUNGETDEVNETNS)');
      const inode = nsInode(namespace);
      close(namespace);
      return inode;
    } finally {
      close(tun);
    }
  } finally {
    close(pidfd);
  }
}
