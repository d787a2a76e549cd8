import { check, lastErrno } from './errno.ts';
import * as libc from './libc.ts';

const SYS_LISTNS = 470;
/** `struct ns_id_req`: size, spare, ns_id, ns_type, spare2, user_ns_id (include/uapi/linux/nsfs.h). */
const REQUEST_SIZE = 32;
const BATCH = 1024;
const FD_NSFS_ROOT = -10003;
const FILEID_NSFS = 0xf1;

function listAfter(last: bigint, ids: Buffer): number {
  const request = Buffer.alloc(REQUEST_SIZE);
  request.writeUInt32LE(REQUEST_SIZE, 0);
  request.writeBigUInt64LE(last, 8);
  return libc.syscallBytes(SYS_LISTNS, request, ids, BATCH, 0);
}

/** listns(2) is there (Linux 6.19 and later). */
export function hasListns(): boolean {
  return listAfter(0n, Buffer.alloc(BATCH * 8)) >= 0 || lastErrno() !== 'ENOSYS';
}

/**
 * Never-reused ids of the namespaces the caller may see, in decimal: all with CAP_SYS_ADMIN in the initial pid and
 * user namespaces, else only the caller's own. A namespace held by a socket alone is not listed.
 * @throws SyscallError ENOSYS before Linux 6.19
 */
export function listns(): string[] {
  const found: string[] = [];
  const ids = Buffer.alloc(BATCH * 8);
  for (let last = 0n; ; ) {
    const count = listAfter(last, ids);
    // ENOENT: nothing has a larger id.
    if (count < 0 && lastErrno() === 'ENOENT') return found;
    check(count, 'listns');
    for (let at = 0; at < count; at++) found.push(ids.readBigUInt64LE(at * 8).toString());
    if (count < BATCH) return found;
    last = ids.readBigUInt64LE((count - 1) * 8);
  }
}

/** Opens a namespace by its id (open_by_handle_at(2) on nsfs). @throws SyscallError ESTALE when it has gone, EPERM */
export function openNamespaceById(nsid: string): number {
  const handle = Buffer.alloc(8 + 16);
  handle.writeUInt32LE(16, 0);
  handle.writeInt32LE(FILEID_NSFS, 4);
  handle.writeBigUInt64LE(BigInt(nsid), 8);
  return check(libc.openByHandleAt(FD_NSFS_ROOT, handle, libc.O_RDONLY | libc.O_CLOEXEC), 'open_by_handle_at', nsid);
}
