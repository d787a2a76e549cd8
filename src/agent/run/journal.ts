import type { JournalEntry } from '../../model/operation/journal.ts';
import { countField, fields, invalid, textField, wordField } from '../../protocol/fields.ts';
import { readOperation } from '../../protocol/read-operation.ts';
import type { Log } from '../log.ts';
import { JsonLines, stateDir } from './json-lines.ts';

/** What was done, in a file of JSON lines that only its user can read. A later line about an entry replaces an earlier one. */
export class FileJournal {
  readonly #lines: JsonLines<JournalEntry>;

  constructor(dir: string, log: Log) {
    this.#lines = new JsonLines({ dir, name: 'journal.jsonl', read: readEntry, log });
  }

  /** In {@link stateDir}. */
  static ofThisUser(log: Log): FileJournal {
    return new FileJournal(stateDir(), log);
  }

  /** Appends an entry, or its next state, in one write. @throws Error when it cannot be written: then nothing must be done */
  append(entry: JournalEntry): void {
    this.#lines.append(entry);
  }

  /** All entries, oldest first, each in its latest state. */
  list(): readonly JournalEntry[] {
    return [...new Map(this.#lines.list().map((entry) => [entry.id, entry])).values()];
  }
}

const STATES: readonly JournalEntry['state'][] = ['intended', 'done', 'failed', 'undone', 'kept'];

/** @throws ProtocolError invalid */
function readEntry(value: unknown): JournalEntry {
  const entry = fields(value, 'entry');
  for (const name of ['id', 'host', 'bootId']) textField(entry, name, 'entry');
  for (const name of ['time', 'uid']) countField(entry, name, 'entry');
  wordField(entry, 'state', 'entry', STATES);
  const title = fields(entry['title'], 'entry.title');
  textField(title, 'text', 'entry.title');
  if (!Array.isArray(title['args'])) throw invalid('entry.title.args', 'a list');
  readOperation(entry['operation'], 'entry.operation');
  if (entry['agent'] !== undefined) textField(entry, 'agent', 'entry');
  if (entry['undo'] !== undefined) readOperation(entry['undo'], 'entry.undo');
  return entry as unknown as JournalEntry;
}
