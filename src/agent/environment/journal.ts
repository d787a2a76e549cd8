import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { message } from '../../base/message.ts';
import { type EnvironmentState, type StateLine, stateOf } from '../../model/environment/state.ts';
import { readStateLine } from '../../protocol/environment-readers.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { tryLock } from '../kernel/flock.ts';
import type { Log } from '../log.ts';
import { JsonLines } from '../run/json-lines.ts';
import { throwIfGivenUp } from './given-up.ts';

const FILE = 'state.jsonl';
const LOCK = 'lock';
const LOOK_MS = 50;

/** What is written down of one environment, in a directory that only its user can read. */
export class EnvironmentJournal {
  readonly #directory: string;
  readonly #lines: JsonLines<StateLine>;
  readonly #log: Log;

  constructor(stateDir: string, environment: string, log: Log) {
    this.#directory = path.join(stateDir, environment);
    this.#log = log;
    this.#lines = new JsonLines({
      dir: this.#directory,
      name: FILE,
      read: readStateLine,
      log,
      rotateBytes: Number.POSITIVE_INFINITY,
    });
  }

  /** Environments that something is written down of. */
  static list(stateDir: string): readonly string[] {
    try {
      return readdirSync(stateDir, { withFileTypes: true }).flatMap((entry) => {
        const isOne = entry.isDirectory() && readdirSync(path.join(stateDir, entry.name)).includes(FILE);
        return isOne ? [entry.name] : [];
      });
    } catch {
      return [];
    }
  }

  /** What was made and is not taken down. Of another boot: nothing. */
  read(bootId: string): EnvironmentState | undefined {
    const state = stateOf(this.#lines.list());
    return state?.bootId === bootId ? state : undefined;
  }

  /** @throws ProtocolError failed: then what it tells of must not be done */
  append(line: StateLine): void {
    try {
      this.#lines.append(line);
    } catch (error) {
      throw new ProtocolError(
        'failed',
        message(
          'It could not be written down in {0}: {1}',
          this.#directory,
          error instanceof Error ? error.message : '?',
        ),
        message('Make room there.'),
      );
    }
  }

  /** Leaves one line for each thing that is there. It is no matter if that cannot be done. */
  compact(): void {
    try {
      this.#rewrite();
    } catch (error) {
      this.#log('warn', `${this.#directory}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #rewrite(): void {
    const state = stateOf(this.#lines.list());
    if (!state) return;
    const { resources, ...opened } = state;
    const lines: StateLine[] = [{ line: 'open', ...opened }];
    for (const { made, ...record } of resources) {
      lines.push({ line: 'begin', resources: [record] });
      if (made) lines.push({ line: 'made', ids: [record.id] });
    }
    const file = path.join(this.#directory, FILE);
    writeFileSync(`${file}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Nothing is left of it. */
  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /**
   * Does something while nobody else does anything to this environment; another that does is waited for.
   * @param onWait told once when somebody else has it
   * @throws ProtocolError cancelled by the signal
   */
  async locked<T>(work: () => Promise<T>, onWait: () => void, signal: AbortSignal): Promise<T> {
    const fd = await this.#lock(onWait, signal);
    try {
      return await work();
    } finally {
      if (!existsSync(path.join(this.#directory, FILE))) this.remove();
      closeSync(fd);
    }
  }

  /** An open file that is locked, and still the one of that name: who had it before may have removed it. */
  async #lock(onWait: () => void, signal: AbortSignal): Promise<number> {
    const file = path.join(this.#directory, LOCK);
    for (let told = false; ; ) {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      const fd = openSync(file, 'a', 0o600);
      if (tryLock(fd) && statSync(file, { throwIfNoEntry: false })?.ino === fstatSync(fd).ino) return fd;
      closeSync(fd);
      if (!told) onWait();
      told = true;
      await delay(LOOK_MS);
      throwIfGivenUp(signal);
    }
  }
}
