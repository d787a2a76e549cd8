import { check } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';
import { pidfdGetfd, pidfdOpen } from './pidfd.ts';

const SIOCGSKNS = 0x894c;

/** A new descriptor of the network namespace a socket belongs to. @throws SyscallError EPERM without CAP_NET_ADMIN there, ENOTTY for what is no network socket */
export function siocgskns(socket: number): number {
  return check(libc.ioctl(socket, SIOCGSKNS, null), 'ioctl(SIOCGSKNS)');
}

/** Opens the network namespace of descriptor `fd` of process `pid`, a socket. @throws SyscallError */
export function openSocketNamespace(pid: number, fd: number): number {
  const pidfd = pidfdOpen(pid);
  try {
    const socket = pidfdGetfd(pidfd, fd);
    try {
      return siocgskns(socket);
    } finally {
      close(socket);
    }
  } finally {
    close(pidfd);
  }
}
