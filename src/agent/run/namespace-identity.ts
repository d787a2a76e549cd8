import type { Namespace } from '../../model/namespace.ts';
import { nsGetId, nsInode } from '../kernel/nsfs.ts';

/**
 * Whether a descriptor of a namespace is of the one that was meant. Inode numbers are used again, also for the next
 * namespace of the same name: where the kernel numbers namespaces for good, that number decides.
 */
export function isNamespace(fd: number, { inode, nsid }: Namespace): boolean {
  return nsInode(fd) === inode && (nsid === undefined || nsGetId(fd) === nsid);
}
