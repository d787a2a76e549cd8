import { CommandError } from './process.mjs';

/** What was done in which machine, how it ended and how long it took. */
export class Report {
  /** @type {{ suite: string, step: string, status: number, seconds: number }[]} */
  #rows = [];
  #signal;

  /** @param {AbortSignal} signal stops everything */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * Does one step and notes how it ended.
   * @param {string} suite
   * @param {string} step
   * @param {() => Promise<number | void>} work its result is an exit status; nothing means 0
   * @returns {Promise<boolean>} whether it went well
   */
  async step(suite, step, work) {
    console.log(`\n=== ${suite}: ${step}`);
    const start = performance.now();
    const status = await statusOf(work);
    this.#signal.throwIfAborted();
    this.#rows.push({ suite, step, status, seconds: (performance.now() - start) / 1000 });
    return status === 0;
  }

  get passed() {
    return this.#rows.every(({ status }) => status === 0);
  }

  toString() {
    return this.#rows.map(formatRow).join('\n');
  }
}

/** A failed command fails its step; anything else is a mistake of ours or an order to stop, and goes on up. */
async function statusOf(work) {
  try {
    return (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function formatRow({ suite, step, status, seconds }) {
  const verdict = { 0: 'passed', 124: 'FAILED (took too long)' }[status] ?? `FAILED (${status})`;
  return `${suite.padEnd(9)} ${step.padEnd(24)} ${seconds.toFixed(0).padStart(4)} s  ${verdict}`;
}
