import { SyscallError } from '../kernel/errno.ts';
import { close } from '../kernel/fd.ts';
import { hasListns, listns, openNamespaceById } from '../kernel/listns.ts';
import { nsGetNstype, nsInode } from '../kernel/nsfs.ts';
import type { Problems } from './problems.ts';
import type { Sightings } from './sightings.ts';

/** What the kernel itself lists (listns(2)), where it does: also what nothing in /proc leads to. */
export class ListedNamespaces {
  readonly #available = hasListns();
  #ids: readonly string[] = [];

  /** Asks the kernel again. @returns whether the answer differs from the last one */
  refresh(problems: Problems): boolean {
    if (!this.#available) return false;
    const before = this.#ids;
    try {
      this.#ids = listns();
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      problems.add(error.call, error.errno, 'namespaces');
    }
    return this.#ids.length !== before.length || this.#ids.some((id, at) => id !== before[at]);
  }

  /** Adds those whose ids are not among `seen`. One that cannot be opened has ended, or is out of the agent's sight. */
  addUnseen(sightings: Sightings, seen: ReadonlySet<string>, problems: Problems): void {
    for (const nsid of this.#ids) {
      if (seen.has(nsid)) continue;
      try {
        addOne(sightings, nsid);
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error;
        if (error.errno !== 'ESTALE') problems.add(error.call, error.errno, `namespace ${nsid}`);
      }
    }
  }
}

function addOne(sightings: Sightings, nsid: string): void {
  const fd = openNamespaceById(nsid);
  try {
    const kind = nsGetNstype(fd);
    if (kind) sightings.addUnseen(kind, nsInode(fd), nsid);
  } finally {
    close(fd);
  }
}
