import type { Problem } from '../../model/problem.ts';
import type { CgroupMembership } from '../../model/process.ts';
import { type ProcessId, processId } from '../../model/process.ts';
import { close } from '../kernel/fd.ts';
import type { Proc } from '../kernel/proc.ts';
import { parseCgroup, parseCmdline, parseOpenLimit, parseStatus } from './parse-proc.ts';
import { Problems } from './problems.ts';
import { type Basics, type NamespaceLinks, ProcessReader } from './process-reader.ts';
import { type Reference, ReferenceReader } from './references.ts';

/** What is known of one process, before inode numbers become namespace ids. */
export interface ProcessRow {
  readonly id: ProcessId;
  readonly pid: number;
  readonly basics: Basics;
  readonly uid: number;
  readonly nspid: readonly number[];
  readonly argv: readonly string[];
  readonly cgroups: readonly CgroupMembership[];
  readonly references: readonly Reference[];
  readonly problems: readonly Problem[];
}

/** What a pass found, in pids. */
export interface Changes {
  /** The row is another than before, or has gone. */
  readonly changed: ReadonlySet<number>;
  /** The process was born or ran since the pass before. */
  readonly ran: ReadonlySet<number>;
}

/** The groups of a process as text and parsed. */
interface Groups {
  readonly text: string;
  readonly groups: readonly CgroupMembership[];
}

interface Entry {
  row: ProcessRow;
  /** Open `/proc/PID/schedstat`, while there is room for it. */
  schedstat: number | undefined;
  /** What schedstat said when the row was read: run time of the main thread, then of the others. */
  ran: string;
}

/** At most this many schedstat files stay open, and half of what the process may open; the rest is opened each time. */
const MAX_OPEN = 4096;
/** Every scan re-reads the cgroups of one in this many processes that did not run: they are moved by others. */
const CGROUP_ROUNDS = 20;

/** `leaders`: for one pass only, and only {@link ProcessTable.complete} reads uid, pids and command line. */
export type Detail = 'all' | 'leaders';

/**
 * All processes, kept from scan to scan. A process that has not run since (`/proc/PID/schedstat`: run time in ns)
 * cannot have changed its namespaces, descriptors, name or threads, so it is not read again.
 */
export class ProcessTable {
  readonly #proc: Proc;
  readonly #detail: Detail;
  readonly #reader: ProcessReader;
  readonly #references: ReferenceReader;
  readonly #entries = new Map<number, Entry>();
  readonly #touched = new Set<number>();
  #cgroupTexts = new Map<string, Groups>();
  readonly #maxOpen: number;
  #open = 0;
  #round = 0;

  constructor(proc: Proc, detail: Detail = 'all') {
    this.#proc = proc;
    this.#detail = detail;
    this.#maxOpen = Math.min(MAX_OPEN, parseOpenLimit(proc.records('self/limits') ?? '') / 2);
    this.#reader = new ProcessReader(proc);
    this.#references = new ReferenceReader(proc, this.#reader);
  }

  get size(): number {
    return this.#entries.size;
  }

  rows(): Iterable<ProcessRow> {
    return [...this.#entries.values()].map((entry) => entry.row);
  }

  touch(pids: Iterable<number>): void {
    for (const pid of pids) this.#touched.add(pid);
  }

  /**
   * One pass; yields after every process so that the caller can slice it. */
  *scan(scope: 'full' | 'changed'): Generator<void, Changes> {
    const changed = new Set<number>();
    const active = new Set<number>();
    this.#round = (this.#round + 1) % CGROUP_ROUNDS;
    if (scope === 'full') this.#startOver();
    const pids = yield* this.#proc.pids();
    for (const pid of this.#goneSince(pids)) changed.add(pid);
    const orphaned = (row: ProcessRow) => changed.has(row.basics.stat.ppid);
    for (const pid of pids) {
      const entry = this.#entries.get(pid);
      const ran = this.#whatRan(pid, entry);
      const same = entry && scope === 'changed' && entry.ran === ran && !this.#touched.has(pid) && !orphaned(entry.row);
      if (!same) active.add(pid);
      if (same ? this.#movedCgroup(entry) : this.#read(pid, entry, ran)) changed.add(pid);
      yield;
    }
    this.#touched.clear();
    return { changed, ran: active };
  }

  /** Reads what `leaders` leaves out. */
  complete(pids: Iterable<number>): void {
    for (const pid of pids) {
      const entry = this.#entries.get(pid);
      if (entry) entry.row = { ...entry.row, ...this.#person(pid) };
    }
  }

  dispose(): void {
    for (const entry of this.#entries.values()) this.#closeSchedstat(entry);
    this.#entries.clear();
  }

  #startOver(): void {
    this.#references.forgetSockets();
    this.#cgroupTexts = new Map();
  }

  #goneSince(pids: readonly number[]): number[] {
    const now = new Set(pids);
    const gone = [...this.#entries.keys()].filter((pid) => !now.has(pid));
    for (const pid of gone) this.#forget(pid);
    return gone;
  }

  #forget(pid: number): void {
    const entry = this.#entries.get(pid);
    if (entry) this.#closeSchedstat(entry);
    this.#entries.delete(pid);
  }

  #closeSchedstat(entry: Entry): void {
    if (entry.schedstat === undefined) return;
    close(entry.schedstat);
    entry.schedstat = undefined;
    this.#open--;
  }

  /** Run time of all threads of a process as text; another text means that it ran. */
  #whatRan(pid: number, entry: Entry | undefined): string {
    if (this.#detail === 'leaders') return '';
    const main =
      entry?.schedstat === undefined ? this.#proc.file(`${pid}/schedstat`) : this.#proc.again(entry.schedstat);
    // A kernel without schedstat, or a reused pid behind an open file: read it.
    if (main === undefined) return '';
    if ((entry?.row.basics.stat.threads ?? 1) === 1) return main;
    const tids = this.#proc.list(`${pid}/task`) ?? [];
    return (
      main + tids.map((tid) => (Number(tid) === pid ? tid : this.#proc.file(`${pid}/task/${tid}/schedstat`))).join()
    );
  }

  #movedCgroup(entry: Entry): boolean {
    const { row } = entry;
    if (row.pid % CGROUP_ROUNDS !== this.#round) return false;
    const cgroup = this.#proc.file(`${row.pid}/cgroup`);
    if (cgroup === undefined || cgroup === row.basics.cgroup) return false;
    const { text, groups } = this.#groups(cgroup);
    entry.row = { ...row, basics: { ...row.basics, cgroup: text }, cgroups: groups };
    return true;
  }

  /** Reads a process anew. @returns whether the row differs from before */
  #read(pid: number, entry: Entry | undefined, ran: string): boolean {
    const basics = this.#reader.basics(pid);
    if (!basics) {
      this.#forget(pid);
      return entry !== undefined;
    }
    const row = this.#row(pid, basics);
    const before = entry?.row;
    if (entry && before?.id === row.id) {
      entry.ran = ran || entry.ran;
      if (sameRow(before, row)) return false;
      entry.row = row;
      return true;
    }
    if (entry) this.#forget(pid);
    this.#entries.set(pid, { row, schedstat: this.#openSchedstat(pid), ran });
    return true;
  }

  #openSchedstat(pid: number): number | undefined {
    if (this.#open >= this.#maxOpen || this.#detail === 'leaders') return undefined;
    const fd = this.#proc.open(`${pid}/schedstat`);
    if (fd !== undefined) this.#open++;
    return fd;
  }

  #row(pid: number, basics: Basics): ProcessRow {
    const { stat, links, denied } = basics;
    const id = processId(pid, stat.startTime);
    const problems = new Problems();
    if (denied !== undefined) problems.add('readlink of ns', denied, `/proc/${pid}/ns`);
    const { text, groups } = this.#groups(basics.cgroup);
    const readable = denied === undefined && stat.state !== 'zombie' && pid !== process.pid;
    return {
      id,
      pid,
      basics: { ...basics, cgroup: text },
      ...(this.#detail === 'all' ? this.#person(pid) : { uid: -1, nspid: [pid], argv: [] }),
      cgroups: groups,
      references: readable ? this.#references.read({ pid, id, links }, stat.threads, problems) : [],
      problems: problems.list(),
    };
  }

  /** Whose it is and what it runs. */
  #person(pid: number): Pick<ProcessRow, 'uid' | 'nspid' | 'argv'> {
    const { uid, nspid } = parseStatus(this.#proc.file(`${pid}/status`) ?? '');
    const argv = parseCmdline(this.#proc.file(`${pid}/cmdline`) ?? '');
    return { uid, nspid: nspid.length > 0 ? nspid : [pid], argv };
  }

  /** Most processes share their groups: one text and one parsed array for all of them. */
  #groups(text: string): Groups {
    const known = this.#cgroupTexts.get(text);
    if (known) return known;
    const fresh = { text, groups: parseCgroup(text) };
    this.#cgroupTexts.set(text, fresh);
    return fresh;
  }
}

/** The same links are the same object; everything else is small. */
export function sameLinks(a: NamespaceLinks, b: NamespaceLinks): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function sameRow(a: ProcessRow, b: ProcessRow): boolean {
  if (!sameLinks(a.basics.links, b.basics.links)) return false;
  const rest = (row: ProcessRow) =>
    JSON.stringify([
      row.basics.stat,
      row.basics.cgroup,
      row.basics.denied,
      row.uid,
      row.nspid,
      row.argv,
      row.references,
      row.problems,
    ]);
  return rest(a) === rest(b);
}
