import type { Disposable } from '../base/disposable.ts';
import type { HostFacts } from '../model/spec/host-facts.ts';

/** Least time between two looks at the host, in ms. */
const INTERVAL_MS = 5000;

export interface HostFactsFeedOptions {
  readonly read: () => Promise<HostFacts>;
  readonly send: (facts: HostFacts) => void;
  /** Whether somebody can make use of them now. */
  readonly isWanted: () => boolean;
  readonly intervalMs?: number;
}

/** Hands on what is known of the host when it may have changed, not too often, and only what is new. */
export class HostFactsFeed implements Disposable {
  readonly #options: HostFactsFeedOptions;
  readonly #intervalMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReading = false;
  /** When the last look began, in ms. */
  #looked = Number.NEGATIVE_INFINITY;
  #sent: string | undefined;
  #disposed = false;

  constructor(options: HostFactsFeedOptions) {
    this.#options = options;
    this.#intervalMs = options.intervalMs ?? INTERVAL_MS;
  }

  /** Something may have changed: looks at once, or when the time has come. */
  changed(): void {
    if (this.#disposed || this.#timer || !this.#options.isWanted()) return;
    const wait = Math.max(0, this.#looked + this.#intervalMs - performance.now());
    this.#timer = setTimeout(() => void this.#look(), wait);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    if (this.#isReading || !this.#options.isWanted()) return;
    this.#isReading = true;
    this.#looked = performance.now();
    try {
      this.#hand(await this.#options.read());
    } catch {
      // The agent has gone or is busy: the next change asks again.
    } finally {
      this.#isReading = false;
    }
  }

  #hand(facts: HostFacts): void {
    const text = JSON.stringify(facts);
    if (this.#disposed || text === this.#sent || !this.#options.isWanted()) return;
    this.#sent = text;
    this.#options.send(facts);
  }
}
