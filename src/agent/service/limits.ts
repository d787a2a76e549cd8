import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';

/** Requests a second in the long run, in a burst, and at the same time. */
const RATE = 100;
const BURST = 200;
const CONCURRENT = 32;

/** A token bucket and a count: one client cannot keep the agent from its work. */
export class RequestLimits {
  readonly #now: () => number;
  #tokens = BURST;
  #filled: number;
  #running = 0;

  /** `now`: milliseconds of a steady clock. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#filled = now();
  }

  /** Runs a request if there is room. @throws ProtocolError busy */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    this.#fill();
    if (this.#tokens < 1 || this.#running >= CONCURRENT) throw new ProtocolError('busy', message('The agent is busy.'));
    this.#tokens--;
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }

  #fill(): void {
    const now = this.#now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filled) / 1000) * RATE);
    this.#filled = now;
  }
}
