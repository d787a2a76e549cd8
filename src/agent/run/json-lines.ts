import {
  appendFileSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Log } from '../log.ts';
import { isOwnDirectory } from './own-directory.ts';
import { runtimeDirectory } from './runtime-directory.ts';

const ROTATE_BYTES = 1024 * 1024;

export interface JsonLinesOptions<T> {
  readonly dir: string;
  readonly name: string;
  /** Checks the form of one. @throws Error for another form */
  readonly read: (value: unknown) => T;
  readonly log: Log;
  /** The file starts anew at this size, and the one before is kept; 1 MiB by default. */
  readonly rotateBytes?: number;
}

/** A file of JSON lines that only its user can read, and that several processes may append to. */
export class JsonLines<T> {
  readonly #options: JsonLinesOptions<T>;
  readonly #file: string;

  constructor(options: JsonLinesOptions<T>) {
    this.#options = options;
    this.#file = path.join(options.dir, options.name);
  }

  /** Appends in one write. @throws Error when it cannot be written */
  append(item: T): void {
    const { dir, rotateBytes = ROTATE_BYTES } = this.#options;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (!isPrivate(dir)) {
      throw new Error(`${dir} must be a directory of uid ${process.geteuid?.()} that nobody else can write to`);
    }
    const size = lstatSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > rotateBytes) renameSync(this.#file, `${this.#file}.1`);
    // A line that a crash cut short ends here: it spoils itself only.
    const torn = size > 0 && size <= rotateBytes && !endsLine(this.#file, size);
    appendFileSync(this.#file, `${torn ? '\n' : ''}${JSON.stringify(item)}\n`, { mode: 0o600 });
  }

  /** All that are there, oldest first; a line of another form is left out. */
  list(): readonly T[] {
    const { dir, log } = this.#options;
    if (existsSync(dir) && !isPrivate(dir)) {
      log('warn', `${dir} can be written by others: nothing is read from it.`);
      return [];
    }
    return [`${this.#file}.1`, this.#file].flatMap(readLines).flatMap((line) => this.#parse(line) ?? []);
  }

  #parse(line: string): T | undefined {
    try {
      return this.#options.read(JSON.parse(line));
    } catch {
      this.#options.log('warn', `A line of ${this.#file} cannot be read and is left out.`);
      return undefined;
    }
  }
}

/** Where what must outlive the agent is: `/run/isolens` for root, else below the {@link runtimeDirectory}, `$XDG_STATE_HOME` or `~/.local/state`. */
export function stateDir(): string {
  return stateDirOf(process.geteuid?.() ?? -1, process.env, homedir());
}

/** Exported for its test. `env` as of process.env; what is no absolute path there does not count (XDG base directories). */
export function stateDirOf(uid: number, env: Readonly<Record<string, string | undefined>>, home: string): string {
  if (uid === 0) return '/run/isolens';
  const runtime = runtimeDirectory(uid, env);
  if (runtime !== undefined) return path.join(runtime, 'isolens');
  const { XDG_STATE_HOME: state = '' } = env;
  return path.join(path.isAbsolute(state) ? state : path.join(home, '.local/state'), 'isolens');
}

/** Another user who could write there could make us believe, and undo, what never was. */
function isPrivate(dir: string): boolean {
  return isOwnDirectory(dir, process.geteuid?.() ?? -1);
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
