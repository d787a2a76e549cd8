import { INITIAL_INODES, type NamespaceId, type NamespaceKind } from '../../model/namespace.ts';
import { SyscallError } from '../kernel/errno.ts';
import { close } from '../kernel/fd.ts';
import { nsGetId, nsGetNstype, nsGetOwnerUid, nsGetParent, nsGetUserns, nsInode } from '../kernel/nsfs.ts';
import type { Problems } from './problems.ts';
import { openFirst, type Way } from './references.ts';

/** `net 4026531840`: a namespace as long as it lives. */
export type Inode = string;

export function inodeKey(kind: NamespaceKind, inode: number): Inode {
  return `${kind} ${inode}`;
}

/** A namespace that something was seen to hold in this scan. */
export interface Seen {
  readonly kind: NamespaceKind;
  readonly inode: number;
  /** Who holds it, as text, up to {@link MAX_WITNESSES}: some of them staying means that it is the same namespace. */
  readonly witnesses: Set<string>;
  /** Ways to open it, a few. */
  readonly ways: Way[];
}

export const MAX_WITNESSES = 64;

/** A namespace with its identity and its fixed relations. */
export interface Known {
  readonly id: NamespaceId;
  readonly kind: NamespaceKind;
  readonly inode: number;
  readonly nsid: string | undefined;
  readonly initial: boolean;
  readonly parent: Inode | undefined;
  readonly owner: Inode | undefined;
  readonly ownerUid: number | undefined;
  /** Seen only as parent or owner of another, or in the kernel's list. */
  hidden: boolean;
  witnesses: ReadonlySet<string>;
}

/** Gives every namespace an identity that survives reuse of its inode number, and reads its parent and owner once. */
export class NamespaceRegistry {
  readonly #known = new Map<Inode, Known>();
  /** Inodes of the initial mnt and net namespaces on kernels where they are not fixed. */
  readonly #initial: ReadonlySet<Inode>;

  constructor(initial: ReadonlySet<Inode>) {
    this.#initial = initial;
  }

  get(key: Inode): Known | undefined {
    return this.#known.get(key);
  }

  all(): IterableIterator<[Inode, Known]> {
    return this.#known.entries();
  }

  /** The never-reused ids of all namespaces it knows. */
  nsids(): Set<string> {
    return new Set([...this.#known.values()].flatMap(({ nsid }) => nsid ?? []));
  }

  /** Takes in what was seen in a scan, yielding after each. */
  *update(seen: ReadonlyMap<Inode, Seen>, problems: Problems): Generator<void> {
    for (const [key, sight] of seen) {
      const known = this.#known.get(key);
      if (known && (known.initial || overlap(known.witnesses, sight.witnesses))) {
        known.witnesses = sight.witnesses;
        known.hidden = false;
      } else {
        this.#identify(key, sight, known, problems);
      }
      yield;
    }
  }

  /** Takes in a parent or owner by an open descriptor, with its own parents and owners. */
  #adopt(fd: number, kind: NamespaceKind, problems: Problems): Inode {
    const key = inodeKey(kind, nsInode(fd));
    const known = this.#known.get(key);
    const nsid = nsGetId(fd);
    if (!known || known.nsid !== nsid) {
      this.#known.set(key, this.#describe(fd, kind, new Set(), true, problems));
    }
    return key;
  }

  #identify(key: Inode, sight: Seen, before: Known | undefined, problems: Problems): void {
    const fd = openFirst({ inode: sight.inode }, sight.ways, (way, errno) =>
      problems.add('open of a namespace', errno, way),
    );
    if (fd === undefined) {
      this.#known.set(key, this.#undescribed(sight));
      return;
    }
    try {
      const same = before?.nsid !== undefined && before.nsid === nsGetId(fd);
      // Between the scan and the open the number may have been given to another namespace: the next scan will tell.
      if (same) Object.assign(before, { witnesses: sight.witnesses, hidden: false });
      else this.#known.set(key, this.#describe(fd, sight.kind, sight.witnesses, false, problems));
    } finally {
      close(fd);
    }
  }

  #isInitial(kind: NamespaceKind, inode: number): boolean {
    return inode === INITIAL_INODES[kind] || this.#initial.has(inodeKey(kind, inode));
  }

  #undescribed(sight: Seen): Known {
    const { kind, inode, witnesses } = sight;
    const initial = this.#isInitial(kind, inode);
    const id = identity(kind, inode, initial, undefined, witnesses);
    return {
      id,
      kind,
      inode,
      nsid: undefined,
      initial,
      parent: undefined,
      owner: undefined,
      ownerUid: undefined,
      hidden: false,
      witnesses,
    };
  }

  #describe(
    fd: number,
    kind: NamespaceKind,
    witnesses: ReadonlySet<string>,
    hidden: boolean,
    problems: Problems,
  ): Known {
    const inode = nsInode(fd);
    const nsid = nsGetId(fd);
    const initial = this.#isInitial(kind, inode);
    const nested = kind === 'pid' || kind === 'user';
    const parent = nested && !initial ? this.#relation(fd, nsGetParent, problems) : undefined;
    const owner = kind === 'user' ? parent : this.#relation(fd, nsGetUserns, problems);
    const ownerUid = kind === 'user' ? orUndefined(() => nsGetOwnerUid(fd)) : undefined;
    return {
      id: identity(kind, inode, initial, nsid, witnesses),
      kind,
      inode,
      nsid,
      initial,
      parent,
      owner,
      ownerUid,
      hidden,
      witnesses,
    };
  }

  /** EPERM means that it is outside of the caller's own pid or user namespace: there is none to see. */
  #relation(fd: number, ask: (fd: number) => number, problems: Problems): Inode | undefined {
    const related = orUndefined(() => ask(fd));
    if (related === undefined) return undefined;
    try {
      const kind = nsGetNstype(related);
      return kind && this.#adopt(related, kind, problems);
    } finally {
      close(related);
    }
  }

  /** Forgets what was not seen and is nobody's parent or owner. */
  sweep(seen: ReadonlyMap<Inode, Seen>): void {
    const needed = new Set<Inode>();
    const need = (key: Inode | undefined) => {
      const known = key === undefined ? undefined : this.#known.get(key);
      if (key === undefined || !known || needed.has(key)) return;
      needed.add(key);
      need(known.parent);
      need(known.owner);
    };
    for (const key of seen.keys()) need(key);
    for (const [key, known] of this.#known) {
      if (!needed.has(key)) this.#known.delete(key);
      else if (!seen.has(key)) known.hidden = true;
    }
  }
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const item of b) if (a.has(item)) return true;
  return false;
}

function orUndefined<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof SyscallError) return undefined;
    throw error;
  }
}

function identity(
  kind: NamespaceKind,
  inode: number,
  initial: boolean,
  nsid: string | undefined,
  witnesses: ReadonlySet<string>,
): NamespaceId {
  const name = `${kind}:[${inode}]`;
  if (initial) return name;
  return nsid === undefined ? `${name}@${[...witnesses][0] ?? ''}` : `${name}#${nsid}`;
}
