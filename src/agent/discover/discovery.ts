import type { Disposable } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import type { Host } from '../../model/host.ts';
import { type Mount, parseMountinfo } from '../../model/mount.ts';
import type { Inside, Namespace, NamespaceId } from '../../model/namespace.ts';
import type { Completeness } from '../../model/problem.ts';
import { type ProcessId, parseProcessId } from '../../model/process.ts';
import { equal, type Snapshot, sameContent } from '../../model/snapshot.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { close } from '../kernel/fd.ts';
import { Proc } from '../kernel/proc.ts';
import { getNetnsId } from '../kernel/rtnetlink.ts';
import type { Log } from '../log.ts';
import { Assembler } from './assemble.ts';
import { CgroupTable } from './cgroup-table.ts';
import { readHost } from './host/host.ts';
import { initialInodes } from './initial.ts';
import { type Answer, InsideReader, type Question } from './inside.ts';
import { Insides } from './insides.ts';
import { ListedNamespaces } from './listed.ts';
import { MountTableReader } from './mount-tables.ts';
import { parseCmdline, parseStat } from './parse-proc.ts';
import { Problems } from './problems.ts';
import { type Detail, type ProcessRow, ProcessTable, type Scope } from './process-table.ts';
import { openFirst, type Way } from './references.ts';
import { inodeKey, NamespaceRegistry } from './registry.ts';
import { Sightings } from './sightings.ts';
import { inSlices, turn } from './slices.ts';
import { Users } from './users.ts';

export interface DiscoveryOptions {
  readonly log: Log;
  /** The program that enters namespaces; see `insideProgram`. */
  readonly insideProgram: string;
  /** `leaders`: one scan only, and only leaders of namespaces with uid, pids and command line. */
  readonly detail?: Detail;
}

/** Most of a command line that is read on demand, in bytes. */
const COMMAND_LINE_LIMIT = 1024 * 1024;

/** Reads the namespaces and processes of this kernel into snapshots. */
export class Discovery implements Disposable {
  readonly #proc = new Proc();
  readonly #processes: ProcessTable;
  readonly #mounts = new MountTableReader(this.#proc);
  readonly #cgroups = new CgroupTable();
  readonly #registry = new NamespaceRegistry(initialInodes(this.#proc));
  readonly #users = new Users();
  readonly #insideReader: InsideReader;
  readonly #insides: Insides;
  readonly #assembler: Assembler;
  readonly #listed = new ListedNamespaces();
  readonly #detail: Detail;
  #sightings = new Sightings();
  #host: Host | undefined;
  #current: Snapshot | undefined;
  #processEvents = false;
  /** Something outside the scan changed: the next one assembles again. */
  #stale = true;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ log, insideProgram, detail = 'all' }: DiscoveryOptions) {
    this.#detail = detail;
    this.#processes = new ProcessTable(this.#proc, detail);
    this.#insideReader = new InsideReader(this.#proc, insideProgram, log);
    this.#insides = new Insides(this.#insideReader);
    this.#assembler = new Assembler(this.#registry, this.#users, this.#insides.known);
  }

  /** The latest snapshot; undefined before the first scan. */
  get current(): Snapshot | undefined {
    return this.#current;
  }

  /** One pass, time-sliced; calls queue up. The same content gives the same object. */
  scan(scope: Scope): Promise<Snapshot> {
    return this.#inTurn(() => this.#scan(scope));
  }

  /** Looks into the namespaces that nobody has looked into yet. */
  lookInside(): Promise<Snapshot> {
    return this.#inTurn(() => this.#lookInside());
  }

  /** These processes may have changed. */
  touch(pids: Iterable<number>): void {
    this.#processes.touch(pids);
  }

  /** Tells processes by the terminals that they were started in. @param mark in their environment, before a number */
  followTerminals(mark: string): void {
    this.#processes.followTerminals(mark);
  }

  /** Tells whether process events are being received, for the facts of the host. */
  setProcessEvents(on: boolean): void {
    if (on === this.#processEvents) return;
    this.#processEvents = on;
    this.#stale = true;
  }

  /** What is inside a namespace now. @throws ProtocolError gone */
  inspect(id: NamespaceId): Promise<Inside> {
    return this.#inTurn(async () => {
      const namespace = this.#namespace(id);
      await this.#look([namespace]);
      this.#stale = true;
      return this.#insides.known.get(id) ?? namespace.inside ?? ({ kind: namespace.kind } as Inside);
    });
  }

  /** Mounts of a mount namespace. @throws ProtocolError gone, invalid, denied */
  async mounts(id: NamespaceId): Promise<readonly Mount[]> {
    const namespace = this.#namespace(id);
    if (namespace.kind !== 'mnt') throw new ProtocolError('invalid', message('{0} is not a mount namespace.', id));
    const task = this.#mounts.tables.get(namespace.inode)?.task;
    const text = task === undefined ? undefined : this.#proc.records(`${task}/mountinfo`);
    if (text !== undefined || !this.#current) return parseMountinfo(text ?? '');
    return parseMountinfo(await this.#insides.mounts(namespace, this.#current, this.#sightings));
  }

  /**
   * The id that the agent's network namespace has given another one (the NETNSID of lsns(8)); undefined when it
   * has given none, or when the namespace cannot be opened.
   */
  netnsId(id: NamespaceId): number | undefined {
    return this.withNamespace(id, getNetnsId);
  }

  /** The whole command line of a process, up to 1 MiB. @throws ProtocolError gone, denied */
  commandLine(id: ProcessId): readonly string[] {
    const { pid, startTime } = parseProcessId(id) ?? { pid: 0, startTime: 0 };
    const text = this.#proc.file(`${pid}/cmdline`, COMMAND_LINE_LIMIT);
    const denied = text === undefined && this.#proc.errno === 'EACCES';
    if (denied) throw new ProtocolError('denied', message('The command line of process {0} cannot be read.', pid));
    const same = parseStat(this.#proc.file(`${pid}/stat`) ?? '')?.startTime === startTime;
    if (text === undefined || !same) throw new ProtocolError('gone', message('Process {0} has ended.', pid));
    return parseCmdline(text, COMMAND_LINE_LIMIT);
  }

  /** Has a process that is thrown away look into namespaces; an answer for each question, in order. Never fails. */
  enter(questions: readonly Question[]): Promise<readonly Answer[]> {
    return this.#insideReader.enter(questions);
  }

  /** How a namespace can be opened. @throws ProtocolError gone */
  waysTo(id: NamespaceId): readonly Way[] {
    const { kind, inode } = this.#namespace(id);
    return this.#sightings.all.get(inodeKey(kind, inode))?.ways ?? [];
  }

  /**
   * Does something with a namespace that is open meanwhile; undefined when no way leads to it.
   * @param onFail is told why a way does not
   * @throws ProtocolError gone
   */
  withNamespace<T>(
    id: NamespaceId,
    act: (fd: number) => T,
    onFail?: (way: string, errno: string) => void,
  ): T | undefined {
    const fd = openFirst(this.#namespace(id), this.waysTo(id), onFail);
    if (fd === undefined) return undefined;
    try {
      return act(fd);
    } finally {
      close(fd);
    }
  }

  dispose(): void {
    this.#processes.dispose();
    this.#proc.dispose();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  async #scan(wanted: Scope): Promise<Snapshot> {
    const before = this.#current;
    const scope = before ? wanted : 'full';
    const problems = new Problems();
    this.#users.refresh();
    const changes = await inSlices(this.#processes.scan(scope));
    const rows = [...this.#processes.rows()];
    const remounted = await inSlices(this.#mounts.read(rows, scope, changes, problems));
    const relisted = this.#listed.refresh(problems);
    const regrouped = await this.#walkCgroups(rows, scope, problems);
    const all = scope === 'full';
    const changed = this.#stale || remounted || relisted || regrouped || changes.any;
    if (before && !all && !changed) return before;
    await this.#identify(rows, problems);
    return this.#publish(this.#detail === 'leaders' ? this.#completed() : rows, all, problems);
  }

  /** Groups that nobody is told of are found when a process is in one of them, and by every scan but those of named processes. */
  async #walkCgroups(rows: readonly ProcessRow[], scope: Scope, problems: Problems): Promise<boolean> {
    if (this.#detail === 'leaders') return false;
    const memberships = new Set(rows.map(({ cgroups }) => cgroups));
    const missing = () => [...memberships].some((each) => this.#cgroups.misses(each));
    if (scope === 'touched' && !missing()) return false;
    return inSlices(this.#cgroups.walk(this.#ownMounts(), [...memberships].flat(), problems));
  }

  #completed(): readonly ProcessRow[] {
    const leaders = [...this.#sightings.all.values()].flatMap(({ leader }) => leader?.pid ?? []);
    this.#processes.complete(new Set(leaders));
    return [...this.#processes.rows()];
  }

  async #identify(rows: readonly ProcessRow[], problems: Problems): Promise<void> {
    const sightings = new Sightings();
    await inSlices(sight(sightings, rows, this.#mounts));
    await inSlices(this.#registry.update(sightings.all, problems));
    this.#listed.addUnseen(sightings, this.#registry.nsids(), problems);
    await inSlices(this.#registry.update(sightings.all, problems));
    this.#registry.sweep(sightings.all);
    this.#sightings = sightings;
  }

  /** Without `problems` they are those of the scan before. */
  async #publish(rows: readonly ProcessRow[], readFacts: boolean, problems?: Problems): Promise<Snapshot> {
    this.#stale = false;
    const before = this.#current;
    const tables = await inSlices(this.#assembler.assemble(rows, this.#sightings, this.#mounts.tables, before));
    await turn();
    if (readFacts || !this.#host) this.#host = this.#readHost();
    if (problems) for (const row of rows) if (row.problems.length > 0) problems.addAll(row.problems);
    const self = rows.find((row) => row.pid === process.pid);
    const namespaces = (self && tables.processes[self.id]?.namespaces) ?? {};
    const host: Host = {
      ...this.#host,
      namespaces,
      features: { ...this.#host.features, processEvents: this.#processEvents },
    };
    const fresh: Snapshot = {
      version: (before?.version ?? 0) + 1,
      time: Date.now(),
      host: before && equal(before.host, host) ? before.host : host,
      ...tables,
      hierarchies: this.#cgroups.hierarchies,
      cgroups: this.#cgroups.groups,
      completeness: this.#completeness(rows),
      problems: problems?.list() ?? before?.problems ?? [],
    };
    await turn();
    if (!before || !sameContent(before, fresh)) this.#current = fresh;
    this.#insides.keep(tables.namespaces);
    return this.#current ?? fresh;
  }

  #ownMounts(): readonly Mount[] {
    return parseMountinfo(this.#proc.records('self/mountinfo') ?? '');
  }

  #readHost(): Host {
    const user = this.#users.name(process.geteuid?.() ?? -1);
    return readHost({ mounts: this.#ownMounts(), user, namespaces: {}, processEvents: this.#processEvents });
  }

  #completeness(rows: readonly ProcessRow[]): Completeness {
    const proc = this.#ownMounts().findLast((mount) => mount.mountPoint === '/proc');
    const hides = /(?:^|,)hidepid=(?:2|4|invisible|ptraceable)\b/.test(proc?.superOptions ?? '');
    const unreadable = rows.filter((row) => row.basics.denied !== undefined).length;
    return { processes: rows.length, unreadable, hidden: hides && this.#host?.agent.level !== 'root' };
  }

  #namespace(id: NamespaceId): Namespace {
    const namespace = this.#current?.namespaces[id];
    if (!namespace) throw new ProtocolError('gone', message('The namespace {0} has ended.', id));
    return namespace;
  }

  async #lookInside(): Promise<Snapshot> {
    const current = this.#current ?? (await this.#scan('full'));
    const unknown = Object.values(current.namespaces).filter((ns) => this.#insides.asks(ns, this.#sightings));
    if (unknown.length === 0) return current;
    await this.#look(unknown);
    return this.#publish([...this.#processes.rows()], false);
  }

  #look(namespaces: readonly Namespace[]): Promise<void> {
    const snapshot = this.#current;
    return snapshot ? this.#insides.look(namespaces, snapshot, this.#sightings) : Promise.resolve();
  }
}

function* sight(sightings: Sightings, rows: readonly ProcessRow[], mounts: MountTableReader): Generator<void> {
  for (const row of rows) {
    sightings.addProcess(row);
    yield;
  }
  for (const [mnt, entry] of mounts.tables) {
    sightings.addMounts(mnt, entry);
    yield;
  }
}
