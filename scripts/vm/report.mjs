import { CommandError } from './process.mjs';

/** @typedef {{ suite: string, step: string, status: number, seconds: number }} Row */

/** What was done in which machine, how it ended and how long it took. */
export class Report {
  /** @type {Row[]} */
  #rows = [];
  #signal;

  /** @param {AbortSignal} signal stops everything */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * Does one step and notes how it ended.
   * @template T
   * @param {string} suite
   * @param {string} step
   * @param {() => Promise<T>} work
   * @returns {Promise<T | undefined>} what the work made; nothing when a command failed
   */
  async step(suite, step, work) {
    /** @type {T | undefined} */
    let result;
    await this.check(suite, step, async () => {
      result = await work();
      return 0;
    });
    return result;
  }

  /**
   * Does one step that ends with an exit status and notes that.
   * @param {string} suite
   * @param {string} step
   * @param {() => Promise<number>} work
   */
  async check(suite, step, work) {
    console.log(`\n=== ${suite}: ${step}`);
    const start = performance.now();
    const status = await work().catch(failure);
    this.#signal.throwIfAborted();
    this.#rows.push({ suite, step, status, seconds: (performance.now() - start) / 1000 });
  }

  get passed() {
    return this.#rows.every(({ status }) => status === 0);
  }

  toString() {
    return this.#rows.map(formatRow).join('\n');
  }
}

/**
 * A failed command fails its step; anything else is a mistake of ours or an order to stop, and goes on up.
 * @param {unknown} error
 */
function failure(error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(error.message);
  return 1;
}

/** @param {Row} row */
function formatRow({ suite, step, status, seconds }) {
  const verdict = status === 0 ? 'passed' : status === 124 ? 'FAILED (took too long)' : `FAILED (${status})`;
  return `${suite.padEnd(9)} ${step.padEnd(24)} ${seconds.toFixed(0).padStart(4)} s  ${verdict}`;
}
