import type { Proc } from '../kernel/proc.ts';
import { parseStat } from './parse-proc.ts';

/** Environments are read so far, in bytes. */
const MOST_ENVIRONMENT = 128 * 1024;

/** Knows which processes were started in a terminal of this agent: by what they have in their environment. */
export class TerminalMarks {
  readonly #proc: Proc;
  #mark: RegExp | undefined;
  /** Start time of the first process that can have it. */
  #since = 0;

  constructor(proc: Proc) {
    this.#proc = proc;
  }

  /** @param mark `NAME=VALUE`, and a number follows */
  follow(mark: string): void {
    if (this.#mark) return;
    this.#mark = new RegExp(`(?:^|\\0)${mark.replace(/[.[\]]/g, '\\$&')}(\\d+)(?:\\0|$)`);
    const own = parseStat(this.#proc.file('self/stat') ?? '');
    this.#since = own?.startTime ?? 0;
  }

  /** Number of the terminal; undefined for what was started elsewhere, or cannot be read. */
  of(pid: number, startTime: number): number | undefined {
    if (!this.#mark || startTime < this.#since) return undefined;
    const number = this.#mark.exec(this.#proc.file(`${pid}/environ`, MOST_ENVIRONMENT) ?? '')?.[1];
    return number === undefined ? undefined : Number(number);
  }
}
