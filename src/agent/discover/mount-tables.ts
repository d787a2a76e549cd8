import type { Proc } from '../kernel/proc.ts';
import { type MountTable, readMountTable } from './mount-table.ts';
import type { Problems } from './problems.ts';
import { linkInode } from './process-reader.ts';
import type { Changes, ProcessRow, Scope } from './process-table.ts';

/** A mount table and the task it was read through: `1234`, or `1234/task/1235` for what only a thread is in. */
export interface MountEntry {
  readonly table: MountTable;
  readonly row: ProcessRow;
  readonly task: string;
}

type Reader = Omit<MountEntry, 'table'>;

/** Inode of the mount namespace to its table. */
export type MountTables = ReadonlyMap<number, MountEntry>;

/** Every pass re-reads this many tables that nobody in them can have changed: a mount may propagate into them. */
const ROUND = 16;

/** The mount tables of all mount namespaces, kept from pass to pass. A mountinfo kept open would hold the namespace. */
export class MountTableReader {
  readonly #proc: Proc;
  readonly #tables = new Map<number, MountEntry>();
  /** Inode of the agent's mount namespace. */
  readonly #own: number;
  #round = 0;

  constructor(proc: Proc) {
    this.#proc = proc;
    this.#own = linkInode(proc.link('self/ns/mnt') ?? '');
  }

  get tables(): MountTables {
    return this.#tables;
  }

  /**
   * One pass, yielding after each table.
   * @returns whether any differs from before
   */
  *read(rows: readonly ProcessRow[], scope: Scope, changes: Changes, problems: Problems): Generator<void, boolean> {
    const readers = readersOf(rows);
    let changed = this.#forgetExcept(readers);
    for (const mnt of scope === 'full' ? readers.keys() : this.#due(readers, scope, changes)) {
      const reader = readers.get(mnt);
      if (reader && this.#readOne(mnt, reader, problems)) changed = true;
      yield;
    }
    return changed;
  }

  #forgetExcept(readers: ReadonlyMap<number, Reader>): boolean {
    const gone = [...this.#tables.keys()].filter((mnt) => !readers.has(mnt));
    for (const mnt of gone) this.#tables.delete(mnt);
    return gone.length > 0;
  }

  /** New ones, the agent's own, those in which a process ran, and unless only processes were named a few in turn. */
  #due(readers: ReadonlyMap<number, Reader>, scope: Scope, { mnt: ran }: Changes): Set<number> {
    const due = new Set<number>();
    for (const mnt of readers.keys()) if (mnt === this.#own || ran.has(mnt) || !this.#tables.has(mnt)) due.add(mnt);
    const all = scope === 'touched' ? [] : [...readers.keys()];
    for (let count = 0; count < Math.min(ROUND, all.length); count++) {
      this.#round = (this.#round + 1) % all.length;
      due.add(all[this.#round] ?? 0);
    }
    return due;
  }

  #readOne(mnt: number, reader: Reader, problems: Problems): boolean {
    const before = this.#tables.get(mnt);
    const table = readMountTable(this.#proc, reader.task, before?.table);
    if (!table) {
      // EINVAL: the process is exiting and has no mounts any more.
      if (this.#proc.errno !== 'EINVAL')
        problems.add('read of mountinfo', this.#proc.errno, `/proc/${reader.task}/mountinfo`);
      return this.#tables.delete(mnt);
    }
    if (before?.table === table && before.row === reader.row) return false;
    this.#tables.set(mnt, { table, ...reader });
    return before?.table !== table || before.row.id !== reader.row.id;
  }
}

/** The member with the smallest pid of each mount namespace; a thread where no process is a member. */
function readersOf(rows: readonly ProcessRow[]): Map<number, Reader> {
  const readers = new Map<number, Reader>();
  for (const row of rows) {
    const { mnt } = row.basics.links;
    const known = mnt === undefined ? undefined : readers.get(mnt);
    if (mnt !== undefined && (!known || row.pid < known.row.pid)) readers.set(mnt, { row, task: String(row.pid) });
  }
  for (const row of rows) {
    for (const { kind, inode, pin } of row.references) {
      if (kind !== 'mnt' || pin.kind !== 'thread' || readers.has(inode)) continue;
      readers.set(inode, { row, task: `${row.pid}/task/${pin.tid}` });
    }
  }
  return readers;
}
