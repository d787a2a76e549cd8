import { fstatSync } from 'node:fs';
import { CLONE_FLAGS, type NamespaceKind } from '../../model/namespace.ts';
import { check } from './errno.ts';
import * as libc from './libc.ts';

/** Requests of ioctl_nsfs(2); `_IO(0xb7, n)` and `_IOR(0xb7, 13, __u64)`. */
const NS_GET_USERNS = 0xb701;
const NS_GET_PARENT = 0xb702;
const NS_GET_NSTYPE = 0xb703;
const NS_GET_OWNER_UID = 0xb704;
const NS_GET_ID = 0x8008b70d;

/** A new descriptor of the owning user namespace. @throws SyscallError EPERM where it is out of the caller's scope */
export function nsGetUserns(fd: number): number {
  return check(libc.ioctl(fd, NS_GET_USERNS, null), 'ioctl(NS_GET_USERNS)');
}

/** A new descriptor of the parent pid or user namespace. @throws SyscallError EPERM for the root or out of scope, EINVAL for other kinds */
export function nsGetParent(fd: number): number {
  return check(libc.ioctl(fd, NS_GET_PARENT, null), 'ioctl(NS_GET_PARENT)');
}

/** The kind of the namespace `fd` refers to. @throws SyscallError ENOTTY when it is not one */
export function nsGetNstype(fd: number): NamespaceKind | undefined {
  const flag = check(libc.ioctl(fd, NS_GET_NSTYPE, null), 'ioctl(NS_GET_NSTYPE)');
  return (Object.keys(CLONE_FLAGS) as NamespaceKind[]).find((kind) => CLONE_FLAGS[kind] === flag);
}

/** Uid of the creator of a user namespace, seen from the caller's. @throws SyscallError EINVAL for other kinds */
export function nsGetOwnerUid(fd: number): number {
  const uid = Buffer.alloc(4);
  check(libc.ioctl(fd, NS_GET_OWNER_UID, uid), 'ioctl(NS_GET_OWNER_UID)');
  return uid.readUInt32LE();
}

/** The never-reused id, in decimal; undefined where the kernel has none (before 6.18) or refuses. */
export function nsGetId(fd: number): string | undefined {
  const id = Buffer.alloc(8);
  return libc.ioctl(fd, NS_GET_ID, id) < 0 ? undefined : id.readBigUInt64LE().toString();
}

/** Inode number of the namespace `fd` refers to. */
export function nsInode(fd: number): number {
  return fstatSync(fd).ino;
}
