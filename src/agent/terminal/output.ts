import { HIGH_WATER, LOW_WATER, MOST_TERMINAL_TEXT } from '../../protocol/terminal.ts';

export interface OutputOptions {
  readonly send: (text: string) => void;
  /** Makes its program wait, or go on. */
  readonly flow: (state: 'stopped' | 'flowing') => void;
}

/** What comes sooner after the last message is gathered so long, in ms: a kernel gives 4 KB at a time. */
const GATHER_MS = 3;

/**
 * What a terminal writes, on its way to the client: at once after a pause, gathered where it is much, cut into messages, and
 * stopped while the client has much that it has not acknowledged.
 */
export class Output {
  readonly #options: OutputOptions;
  #gathered = '';
  #waiting = false;
  #flushedAt = 0;
  /** Sent and not acknowledged. */
  #sent = 0;
  #stopped = false;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  /** The terminal wrote that, whole characters. */
  add(text: string): void {
    this.#gathered += text;
    if (this.#sent + this.#gathered.length >= HIGH_WATER) this.#turn('stopped');
    if (this.#waiting) return;
    this.#waiting = true;
    if (performance.now() - this.#flushedAt > GATHER_MS) setImmediate(() => this.flush());
    else setTimeout(() => this.flush(), GATHER_MS);
  }

  acknowledge(count: number): void {
    this.#sent = Math.max(0, this.#sent - count);
    if (this.#stopped && this.#sent <= LOW_WATER) this.#turn('flowing');
  }

  /** Sends what is gathered. */
  flush(): void {
    this.#waiting = false;
    this.#flushedAt = performance.now();
    const text = this.#gathered;
    this.#gathered = '';
    this.#sent += text.length;
    for (let at = 0; at < text.length; ) {
      const end = cut(text, at + MOST_TERMINAL_TEXT);
      this.#options.send(text.slice(at, end));
      at = end;
    }
  }

  #turn(state: 'stopped' | 'flowing'): void {
    this.#stopped = state === 'stopped';
    this.#options.flow(state);
  }
}

/** The two halves of a character beyond U+FFFF stay together. */
function cut(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return end < text.length && code >= 0xd800 && code < 0xdc00 ? end - 1 : Math.min(end, text.length);
}
