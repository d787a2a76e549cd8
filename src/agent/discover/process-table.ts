import type { Problem } from '../../model/problem.ts';
import type { CgroupMembership } from '../../model/process.ts';
import { type ProcessId, processId } from '../../model/process.ts';
import { close } from '../kernel/fd.ts';
import type { Proc } from '../kernel/proc.ts';
import { parseCgroup, parseCmdline, parseOpenLimit, parseStatus } from './parse-proc.ts';
import { Problems } from './problems.ts';
import { type Basics, type NamespaceLinks, ProcessReader } from './process-reader.ts';
import { type Reference, ReferenceReader } from './references.ts';
import { TerminalMarks } from './terminal-marks.ts';

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
  /** Number of the terminal that it was started in. */
  readonly terminal: number | undefined;
}

/** `full` reads everything again, `changed` what can have changed, `touched` only the processes named to {@link ProcessTable.touch}. */
export type Scope = 'full' | 'changed' | 'touched';

/** What a pass found. */
export interface Changes {
  /** Whether any row is another than before, or has gone. */
  readonly any: boolean;
  /** Inodes of the mount namespaces in which a process was born, ran or ended since the pass before. */
  readonly mnt: ReadonlySet<number>;
}

/** A pass under way. */
interface Pass {
  readonly touched: ReadonlySet<number>;
  readonly gone: Set<number>;
  readonly mnt: Set<number>;
  any: boolean;
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
/** Some processes have thousands of threads. */
const THREADS_AT_ONCE = 64;
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
  #touched = new Set<number>();
  #cgroupTexts = new Map<string, Groups>();
  readonly #maxOpen: number;
  #open = 0;
  readonly #terminals: TerminalMarks;
  #round = 0;

  constructor(proc: Proc, detail: Detail = 'all') {
    this.#proc = proc;
    this.#detail = detail;
    this.#maxOpen = Math.min(MAX_OPEN, parseOpenLimit(proc.records('self/limits') ?? '') / 2);
    this.#reader = new ProcessReader(proc);
    this.#terminals = new TerminalMarks(proc);
    this.#references = new ReferenceReader(proc, this.#reader);
  }

  get size(): number {
    return this.#entries.size;
  }

  rows(): Iterable<ProcessRow> {
    return [...this.#entries.values()].map((entry) => entry.row);
  }

  /** From now on processes are told by the terminals that they were started in. */
  followTerminals(mark: string): void {
    this.#terminals.follow(mark);
  }

  touch(pids: Iterable<number>): void {
    for (const pid of pids) this.#touched.add(pid);
  }

  /** One pass; yields after every process, and within large ones, so that the caller can slice it. */
  *scan(scope: Scope): Generator<void, Changes> {
    const pass: Pass = { touched: this.#touched, gone: new Set(), mnt: new Set(), any: false };
    // What is touched from now on may have been read already: that is for the next pass.
    this.#touched = new Set();
    if (scope === 'full') this.#startOver();
    if (scope === 'touched') yield* this.#passTouched(pass);
    else yield* this.#passAll(pass, scope);
    return pass;
  }

  *#passAll(pass: Pass, scope: Scope): Generator<void> {
    this.#round = (this.#round + 1) % CGROUP_ROUNDS;
    const pids = yield* this.#proc.pids();
    this.#forgetExcept(pids, pass);
    for (const pid of pids) {
      const entry = this.#entries.get(pid);
      const ran = yield* this.#whatRan(pid, entry);
      const same =
        entry && scope === 'changed' && entry.ran === ran && !pass.touched.has(pid) && !orphaned(entry, pass);
      if (!same) yield* this.#read(pid, entry, ran, pass);
      else if (this.#movedCgroup(entry)) pass.any = true;
      yield;
    }
  }

  *#passTouched(pass: Pass): Generator<void> {
    for (const pid of pass.touched) {
      yield* this.#passOne(pid, pass);
    }
    const orphans = [...this.#entries.values()].filter((entry) => orphaned(entry, pass));
    for (const { row } of orphans) yield* this.#passOne(row.pid, pass);
  }

  *#passOne(pid: number, pass: Pass): Generator<void> {
    const entry = this.#entries.get(pid);
    yield* this.#read(pid, entry, yield* this.#whatRan(pid, entry), pass);
    yield;
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

  #forgetExcept(pids: readonly number[], pass: Pass): void {
    const now = new Set(pids);
    for (const [pid, entry] of this.#entries) if (!now.has(pid)) this.#forget(entry, pass);
  }

  #forget(entry: Entry, pass: Pass): void {
    this.#closeSchedstat(entry);
    this.#entries.delete(entry.row.pid);
    pass.gone.add(entry.row.pid);
    this.#note(entry.row, pass);
    pass.any = true;
  }

  #note({ basics }: ProcessRow, pass: Pass): void {
    if (basics.links.mnt !== undefined) pass.mnt.add(basics.links.mnt);
  }

  #closeSchedstat(entry: Entry): void {
    if (entry.schedstat === undefined) return;
    close(entry.schedstat);
    entry.schedstat = undefined;
    this.#open--;
  }

  /** Run time of all threads of a process as text; another text means that it ran. */
  *#whatRan(pid: number, entry: Entry | undefined): Generator<void, string> {
    if (this.#detail === 'leaders') return '';
    const main =
      entry?.schedstat === undefined ? this.#proc.file(`${pid}/schedstat`) : this.#proc.again(entry.schedstat);
    // A kernel without schedstat, or a reused pid behind an open file: read it.
    if (main === undefined) return '';
    if ((entry?.row.basics.stat.threads ?? 1) === 1) return main;
    const ran = [main];
    for (const tid of this.#proc.list(`${pid}/task`) ?? []) {
      if (ran.length % THREADS_AT_ONCE === 0) yield;
      ran.push((Number(tid) === pid ? undefined : this.#proc.file(`${pid}/task/${tid}/schedstat`)) ?? tid);
    }
    return ran.join();
  }

  #movedCgroup(entry: Entry): boolean {
    const { row } = entry;
    if (row.pid % CGROUP_ROUNDS !== this.#round) return false;
    const cgroup = this.#proc.paths(`${row.pid}/cgroup`);
    if (cgroup === undefined || cgroup === row.basics.cgroup) return false;
    const { text, groups } = this.#groups(cgroup);
    entry.row = { ...row, basics: { ...row.basics, cgroup: text }, cgroups: groups };
    return true;
  }

  /** Reads a process anew. */
  *#read(pid: number, entry: Entry | undefined, ran: string, pass: Pass): Generator<void> {
    const basics = this.#reader.basics(pid);
    if (!basics) {
      if (entry) this.#forget(entry, pass);
      return;
    }
    const row = yield* this.#row(pid, basics, entry?.row);
    this.#note(row, pass);
    if (entry && entry.row.id === row.id) {
      entry.ran = ran || entry.ran;
      if (sameRow(entry.row, row)) return;
      entry.row = row;
    } else {
      if (entry) this.#forget(entry, pass);
      this.#entries.set(pid, { row, schedstat: this.#openSchedstat(pid), ran });
    }
    pass.any = true;
  }

  #openSchedstat(pid: number): number | undefined {
    if (this.#open >= this.#maxOpen || this.#detail === 'leaders') return undefined;
    const fd = this.#proc.open(`${pid}/schedstat`);
    if (fd !== undefined) this.#open++;
    return fd;
  }

  *#row(pid: number, basics: Basics, before: ProcessRow | undefined): Generator<void, ProcessRow> {
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
      references: readable ? yield* this.#references.read({ pid, id, links }, stat.threads, problems) : [],
      problems: problems.list(),
      terminal: (before?.id === id ? before.terminal : undefined) ?? this.#terminals.of(pid, stat.startTime),
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

/** Its parent has ended: it has another one. */
function orphaned({ row }: Entry, { gone }: Pass): boolean {
  return gone.has(row.basics.stat.ppid);
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
      row.terminal,
    ]);
  return rest(a) === rest(b);
}
