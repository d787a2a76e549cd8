import {
  appendFileSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { JournalEntry } from '../../model/operation/journal.ts';
import { countField, fields, invalid, textField, wordField } from '../../protocol/fields.ts';
import { readOperation } from '../../protocol/read-operation.ts';
import type { Log } from '../log.ts';

/** The file starts anew at this size; the one before is kept. */
const ROTATE_BYTES = 1024 * 1024;

/** What was done, in a file of JSON lines that only its user can read. A later line about an entry replaces an earlier one. */
export class FileJournal {
  readonly #file: string;
  readonly #log: Log;

  constructor(dir: string, log: Log) {
    this.#file = path.join(dir, 'journal.jsonl');
    this.#log = log;
  }

  /** `/run/isolens` for root, else below `$XDG_RUNTIME_DIR`, `$XDG_STATE_HOME` or `~/.local/state`. */
  static ofThisUser(log: Log): FileJournal {
    return new FileJournal(journalDir(process.geteuid?.() ?? -1, process.env, homedir()), log);
  }

  /** Appends an entry, or its next state, in one write. @throws Error when it cannot be written: then nothing must be done */
  append(entry: JournalEntry): void {
    const dir = path.dirname(this.#file);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    checkPrivate(dir);
    const size = lstatSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > ROTATE_BYTES) renameSync(this.#file, `${this.#file}.1`);
    // A line that a crash cut short ends here: it spoils itself only.
    const torn = size > 0 && size <= ROTATE_BYTES && !endsLine(this.#file, size);
    appendFileSync(this.#file, `${torn ? '\n' : ''}${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  /** All entries, oldest first, each in its latest state. */
  list(): readonly JournalEntry[] {
    const entries = new Map<string, JournalEntry>();
    for (const file of [`${this.#file}.1`, this.#file]) {
      for (const line of readLines(file)) {
        const entry = this.#parse(line);
        if (entry) entries.set(entry.id, entry);
      }
    }
    return [...entries.values()];
  }

  #parse(line: string): JournalEntry | undefined {
    try {
      return readEntry(JSON.parse(line));
    } catch {
      this.#log('warn', `A line of ${this.#file} cannot be read and is left out.`);
      return undefined;
    }
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

/** Exported for its test. `env` as of process.env; what is no absolute path there does not count (XDG base directories). */
export function journalDir(uid: number, env: Readonly<Record<string, string | undefined>>, home: string): string {
  if (uid === 0) return '/run/isolens';
  const { XDG_RUNTIME_DIR: runtime = '', XDG_STATE_HOME: state = '' } = env;
  // It is made at login, not by us: su(1) may have left that of another user.
  if (path.isAbsolute(runtime) && statSync(runtime, { throwIfNoEntry: false })?.uid === uid) {
    return path.join(runtime, 'isolens');
  }
  return path.join(path.isAbsolute(state) ? state : path.join(home, '.local/state'), 'isolens');
}

/** Another user who could write there could make us undo what we never did. */
function checkPrivate(dir: string): void {
  const stat = lstatSync(dir);
  const own = stat.isDirectory() && stat.uid === process.geteuid?.() && (stat.mode & 0o022) === 0;
  if (!own) throw new Error(`${dir} must be a directory of uid ${process.geteuid?.()} that nobody else can write to`);
}

function endsLine(file: string, size: number): boolean {
  const last = Buffer.alloc(1);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, last, 0, 1, size - 1);
  } finally {
    closeSync(fd);
  }
  return last.toString() === '\n';
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
