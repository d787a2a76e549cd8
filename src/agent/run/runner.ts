import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { message } from '../../base/message.ts';
import type { InterruptedChange, JournalEntry } from '../../model/operation/journal.ts';
import type { Look, Seen } from '../../model/operation/look.ts';
import { type Description, describeOperation, lookBefore, type Operation } from '../../model/operation/operation.ts';
import { progressOf } from '../../model/operation/progress.ts';
import { parseProcessId, processId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { errorText, ProtocolError } from '../../protocol/errors.ts';
import type { Discovery } from '../discover/discovery.ts';
import { executorOf } from './executors.ts';
import type { FileJournal } from './journal.ts';
import { Networks } from './link/networks.ts';
import { lookAt, movedProcesses } from './look.ts';
import { refuse } from './refuse.ts';
import { startTimeOf } from './start-time.ts';

export interface RunnerOptions {
  readonly discovery: Pick<Discovery, 'scan' | 'touch' | 'current' | 'withNamespace'>;
  readonly journal: FileJournal;
}

/** A host as an operation finds it. */
interface Found {
  readonly snapshot: Snapshot;
  readonly seen: Seen;
}

/** An operation with the host that it was described on. */
interface Described extends Found {
  readonly description: Description;
}

/** Describes, executes and undoes operations, one after the other, and writes down each. */
export class Runner {
  readonly #discovery: RunnerOptions['discovery'];
  readonly #journal: FileJournal;
  readonly #networks: Networks;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ discovery, journal }: RunnerOptions) {
    this.#discovery = discovery;
    this.#journal = journal;
    this.#networks = new Networks(discovery);
  }

  journal(): readonly JournalEntry[] {
    return this.#journal.list();
  }

  /** What would be done, and why it would be refused. Writes nothing. */
  async describe(operation: Operation): Promise<Description> {
    return (await this.#describe(operation)).description;
  }

  /** The same while a person types: nothing is scanned, only what the operation is about is looked at. */
  async preview(operation: Operation): Promise<Description> {
    const { snapshot, seen } = await this.#find(operation, this.#discovery.current ?? (await this.#rescan()));
    return describeOperation(operation, snapshot, seen);
  }

  /** Does it and writes it down. @throws ProtocolError refused, denied, failed, gone; then nothing has changed */
  execute(operation: Operation): Promise<JournalEntry> {
    return this.#inTurn(async () => {
      const described = await this.#describe(operation);
      refuse(described.description);
      const intended = entryOf(operation, described);
      this.#journal.append(intended);
      const undo = await this.#perform(operation, described).catch((error: unknown) => {
        this.#write({ ...intended, state: 'failed', error: errorText(error) });
        throw error;
      });
      const { undo: _, ...entry } = intended;
      return this.#write({ ...entry, state: 'done', ...(undo && { undo }) });
    });
  }

  /** Takes an entry back, also one that was interrupted. @throws ProtocolError refused when it cannot be */
  undo(id: string): Promise<JournalEntry> {
    return this.#inTurn(async () => {
      const { undo, ...entry } = this.#undoable(id, await this.#rescan());
      const described = await this.#describe(undo);
      refuse(described.description);
      await this.#perform(undo, described);
      return this.#write({ ...entry, state: 'undone' });
    });
  }

  /** What an agent began and did not end, because it was ended itself: of this boot, oldest first. */
  interrupted(): readonly JournalEntry[] {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return this.#journal.list().filter((entry) => isInterrupted(entry) && entry.bootId === bootId);
  }

  /** The same, with how far each came. */
  async interruptedChanges(): Promise<readonly InterruptedChange[]> {
    const entries = this.interrupted();
    if (entries.length === 0) return [];
    const latest = await this.#rescan();
    const changes: InterruptedChange[] = [];
    for (const entry of entries) {
      const { snapshot, seen } = await this.#find(entry.operation, latest);
      changes.push({ entry, progress: progressOf(entry.operation, snapshot, seen) });
    }
    return changes;
  }

  /** Leaves what was interrupted as it is. @throws ProtocolError refused when it was not */
  keep(id: string): Promise<JournalEntry> {
    return this.#inTurn(async () => {
      const entry = this.#entry(id);
      if (!isInterrupted(entry)) throw new ProtocolError('refused', message('It was not interrupted.'));
      return this.#write({ ...entry, state: 'kept' });
    });
  }

  #entry(id: string): JournalEntry {
    const entry = this.#journal.list().find((each) => each.id === id);
    if (!entry) throw new ProtocolError('refused', message('There is no entry {0} in the journal.', id));
    return entry;
  }

  #undoable(id: string, { host }: Snapshot): JournalEntry & { readonly undo: Operation } {
    const entry = this.#entry(id);
    const { undo, state } = entry;
    if (!undo || (state !== 'done' && !isInterrupted(entry))) {
      throw new ProtocolError('refused', message('It cannot be taken back.'));
    }
    if (!isOf(entry, host)) throw new ProtocolError('refused', message('It was done before the host was started.'));
    return { ...entry, undo };
  }

  #rescan(): Promise<Snapshot> {
    return this.#discovery.scan('changed');
  }

  async #describe(operation: Operation): Promise<Described> {
    const { snapshot, seen } = await this.#find(operation, await this.#rescan());
    return { snapshot, seen, description: describeOperation(operation, snapshot, seen) };
  }

  async #find(operation: Operation, latest: Snapshot): Promise<Found> {
    const look = lookBefore(operation, latest);
    const snapshot = await this.#withMembers(look, latest);
    return { snapshot, seen: await lookAt(look, snapshot, this.#networks) };
  }

  /** A scan reads only what ran again, and a process that is moved does not run. */
  async #withMembers({ members = [], processes = [] }: Look, snapshot: Snapshot): Promise<Snapshot> {
    const named = processes.flatMap((id) => parseProcessId(id)?.pid ?? []);
    const pids = [...named, ...(await movedProcesses(members, snapshot))];
    if (pids.length === 0) return snapshot;
    this.#discovery.touch(pids);
    return this.#discovery.scan('touched');
  }

  #perform(operation: Operation, { snapshot, seen, description }: Described): Promise<Operation | undefined> {
    return executorOf(operation).execute(operation as never, {
      snapshot,
      seen,
      undo: description.undo,
      rescan: () => this.#rescan(),
      touch: (pids) => this.#discovery.touch(pids),
      networks: this.#networks,
      takeBack: (half) => this.#takeBack(half),
    });
  }

  /** What failed first is what a person wants to read. */
  async #takeBack(operation: Operation): Promise<void> {
    try {
      await this.#perform(operation, await this.#describe(operation));
    } catch {
      // The journal keeps what was meant, with what takes it back.
    }
  }

  #write(entry: JournalEntry): JournalEntry {
    this.#journal.append(entry);
    return entry;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }
}

function entryOf(operation: Operation, { snapshot: { host }, description }: Described): JournalEntry {
  return {
    id: randomUUID(),
    time: Date.now(),
    host: host.id,
    bootId: host.bootId,
    uid: process.geteuid?.() ?? -1,
    agent: processId(process.pid, startTimeOf(process.pid) ?? 0),
    operation,
    title: description.title,
    state: 'intended',
    ...(description.undo && { undo: description.undo }),
  };
}

function isOf({ bootId, host: id }: JournalEntry, host: Snapshot['host']): boolean {
  return bootId === host.bootId && id === host.id;
}

/** Its agent is no more. */
function isInterrupted({ state, agent = '' }: JournalEntry): boolean {
  const doer = parseProcessId(agent);
  return state === 'intended' && (!doer || startTimeOf(doer.pid) !== doer.startTime);
}
