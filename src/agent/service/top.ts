import type { TopParams, TopReading } from '../../protocol/top.ts';
import { inSlices } from '../discover/slices.ts';
import { TopScan } from '../discover/top/top-scan.ts';

/** An answer comes after this time at the latest, with what was read until then. */
const ANSWER_MS = 150;
/** Rows in one answer. */
const MOST_ROWS = 4000;

/** Reads all groups for one client, pass after pass. */
export class Top {
  #scan = new TopScan();
  #hierarchy: number | null = null;
  /** Another one for each reader, also of other agents. */
  #epoch = Date.now();
  #pass: Generator<void, void> | undefined;
  /** Processor time of the pass that runs, and of the one before, in ms. */
  #spent = 0;
  #cost = 0;
  #queue: Promise<unknown> = Promise.resolve();

  /** One at a time: a pass has one end. */
  read(params: TopParams): Promise<TopReading> {
    const reading = this.#queue.then(() => this.#read(params));
    this.#queue = reading.catch(() => {});
    return reading;
  }

  async #read({ hierarchy, epoch, since, sight, pressure }: TopParams): Promise<TopReading> {
    if (hierarchy !== this.#hierarchy) this.#restart(hierarchy);
    this.#pass ??= this.#scan.pass({ sight: new Set(sight), pressure });
    await this.#goOn(this.#pass);
    const { more, ...changes } = this.#scan.changesSince(epoch === this.#epoch ? since : 0, MOST_ROWS);
    const rest = { epoch: this.#epoch, cost: this.#cost, groups: this.#scan.size };
    return { ...changes, ...rest, more: more || this.#pass !== undefined };
  }

  #restart(hierarchy: number | null): void {
    this.#hierarchy = hierarchy;
    this.#scan = new TopScan(hierarchy);
    this.#pass = undefined;
    this.#epoch++;
  }

  async #goOn(pass: Generator<void, void>): Promise<void> {
    const before = process.cpuUsage();
    const done = await inSlices(untilTime(pass, performance.now() + ANSWER_MS));
    const { user, system } = process.cpuUsage(before);
    this.#spent += (user + system) / 1000;
    if (!done) return;
    this.#pass = undefined;
    this.#cost = this.#spent;
    this.#spent = 0;
  }
}

/** @returns whether the work came to its end */
function* untilTime(work: Generator<void, void>, end: number): Generator<void, boolean> {
  while (!work.next().done) {
    if (performance.now() > end) return false;
    yield;
  }
  return true;
}
