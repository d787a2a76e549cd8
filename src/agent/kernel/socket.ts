import { check } from './errno.ts';
import * as libc from './libc.ts';

const SIOCGSKNS = 0x894c;

/** A new descriptor of the network namespace a socket belongs to. @throws SyscallError EPERM without CAP_NET_ADMIN there, ENOTTY for what is no network socket */
export function siocgskns(socket: number): number {
  return check(libc.ioctl(socket, SIOCGSKNS, null), 'ioctl(SIOCGSKNS)');
}
