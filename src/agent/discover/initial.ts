import type { Proc } from '../kernel/proc.ts';
import { linkInode } from './process-reader.ts';
import { type Inode, inodeKey } from './registry.ts';

/** The first inode numbers that nsfs gives out: the initial mnt and net namespaces of kernels before 6.18. */
const FIRST_INODES = [0xf0000000, 0xf0000001] as const;

/**
 * The initial mnt and net namespaces where their inode numbers are not fixed: those of kthreadd, or, where
 * it cannot be seen, by number.
 */
export function initialInodes(proc: Proc): Set<Inode> {
  const kthreadd = proc.file('2/comm')?.trimEnd() === 'kthreadd';
  const found = new Set<Inode>();
  for (const kind of ['mnt', 'net'] as const) {
    const link = kthreadd ? proc.link(`2/ns/${kind}`) : undefined;
    const inodes = link === undefined ? FIRST_INODES : [linkInode(link)];
    for (const inode of inodes) found.add(inodeKey(kind, inode));
  }
  return found;
}
