import { appendFileSync, lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { JournalEntry } from '../../model/operation/journal.ts';
import { fields, textField } from '../../protocol/fields.ts';
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
    return new FileJournal(journalDir(process.geteuid?.() ?? -1, process.env), log);
  }

  /** Appends an entry, or its next state, in one write. @throws Error when it cannot be written: then nothing must be done */
  append(entry: JournalEntry): void {
    const dir = path.dirname(this.#file);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    checkPrivate(dir);
    const size = lstatSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > ROTATE_BYTES) renameSync(this.#file, `${this.#file}.1`);
    // A line that a crash cut short ends here: it spoils itself only.
    const torn = size > 0 && size <= ROTATE_BYTES && !readFileSync(this.#file, 'utf8').endsWith('\n');
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
      const entry = fields(JSON.parse(line), 'entry');
      textField(entry, 'id', 'entry');
      readOperation(entry['operation'], 'entry.operation');
      if (entry['undo'] !== undefined) readOperation(entry['undo'], 'entry.undo');
      return entry as unknown as JournalEntry;
    } catch {
      this.#log('warn', `A line of ${this.#file} cannot be read and is left out.`);
      return undefined;
    }
  }
}

function journalDir(uid: number, env: NodeJS.ProcessEnv): string {
  if (uid === 0) return '/run/isolens';
  const base = env['XDG_RUNTIME_DIR'] ?? env['XDG_STATE_HOME'] ?? path.join(homedir(), '.local/state');
  return path.join(base, 'isolens');
}

/** Another user who could write there could make us undo what we never did. */
function checkPrivate(dir: string): void {
  const stat = lstatSync(dir);
  const own = stat.isDirectory() && stat.uid === process.geteuid?.() && (stat.mode & 0o022) === 0;
  if (!own) throw new Error(`${dir} must be a directory of uid ${process.geteuid?.()} that nobody else can write to`);
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
