import { randomUUID } from 'node:crypto';
import { formatMessage, message } from '../../base/message.ts';
import type { JournalEntry } from '../../model/operation/journal.ts';
import {
  type Description,
  describeOperation,
  type Operation,
  type OperationKind,
} from '../../model/operation/operation.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Discovery } from '../discover/discovery.ts';
import type { Executor } from './executor.ts';
import type { FileJournal } from './journal.ts';
import { createNetns, deleteNetns } from './netns.ts';
import { refuse } from './refuse.ts';
import { signalProcess } from './signal.ts';

const EXECUTORS: { readonly [K in OperationKind]: Executor<Extract<Operation, { kind: K }>> } = {
  'netns.create': createNetns,
  'netns.delete': deleteNetns,
  'process.signal': signalProcess,
};

export interface RunnerOptions {
  readonly discovery: Pick<Discovery, 'scan'>;
  readonly journal: FileJournal;
}

/** Describes, executes and undoes operations, one after the other, and writes down each. */
export class Runner {
  readonly #discovery: RunnerOptions['discovery'];
  readonly #journal: FileJournal;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ discovery, journal }: RunnerOptions) {
    this.#discovery = discovery;
    this.#journal = journal;
  }

  journal(): readonly JournalEntry[] {
    return this.#journal.list();
  }

  /** What would be done, and why it would be refused. Writes nothing. */
  async describe(operation: Operation): Promise<Description> {
    return describeOperation(operation, await this.#rescan());
  }

  /** Does it and writes it down. @throws ProtocolError refused, denied, failed, gone; then nothing has changed */
  execute(operation: Operation): Promise<JournalEntry> {
    return this.#inTurn(async () => {
      const snapshot = await this.#rescan();
      const description = describeOperation(operation, snapshot);
      refuse(description);
      const intended = entryOf(operation, description, snapshot);
      this.#journal.append(intended);
      try {
        const undo = await this.#perform(operation, description.undo);
        return this.#write({ ...intended, state: 'done', ...(undo && { undo }) });
      } catch (error) {
        this.#write({ ...intended, state: 'failed', error: errorText(error) });
        throw error;
      }
    });
  }

  /** Takes an entry back. @throws ProtocolError refused when it cannot be */
  undo(id: string): Promise<JournalEntry> {
    return this.#inTurn(async () => {
      const snapshot = await this.#rescan();
      const { undo, ...entry } = this.#undoable(id, snapshot);
      refuse(describeOperation(undo, snapshot));
      await this.#perform(undo, undefined);
      return this.#write({ ...entry, state: 'undone' });
    });
  }

  #undoable(id: string, snapshot: Snapshot): JournalEntry & { readonly undo: Operation } {
    const entry = this.#journal.list().find((each) => each.id === id);
    if (!entry) throw new ProtocolError('refused', message('There is no entry {0} in the journal.', id));
    const { undo, state, bootId, host } = entry;
    if (state !== 'done' || !undo) throw new ProtocolError('refused', message('It cannot be taken back.'));
    if (bootId !== snapshot.host.bootId || host !== snapshot.host.id) {
      throw new ProtocolError('refused', message('It was done before the host was started.'));
    }
    return { ...entry, undo };
  }

  #rescan(): Promise<Snapshot> {
    return this.#discovery.scan('changed');
  }

  #perform(operation: Operation, undo: Operation | undefined): Promise<Operation | undefined> {
    const executor: Executor<never> = EXECUTORS[operation.kind];
    return executor.execute(operation as never, { undo, rescan: () => this.#rescan() });
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

function entryOf(operation: Operation, { title }: Description, { host }: Snapshot): JournalEntry {
  return {
    id: randomUUID(),
    time: Date.now(),
    host: host.id,
    bootId: host.bootId,
    uid: process.geteuid?.() ?? -1,
    operation,
    title,
    state: 'intended',
  };
}

function errorText(error: unknown): string {
  if (error instanceof ProtocolError) return formatMessage(error.data.message);
  return error instanceof Error ? error.message : String(error);
}
