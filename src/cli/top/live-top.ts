import type { TopSampler } from './sampler.ts';
import { Screen } from './screen.ts';
import { ORDERS, type Order, type Selection, selectRows, topLines } from './top-lines.ts';

export interface LiveOptions extends Selection {
  readonly delayMs: number;
  /** How often the table is shown. */
  readonly iterations: number;
}

const HINT = 'q quits; order: p path, t tasks, c cpu, m memory, i io; space reads now';
const CTRL_C = '\u0003';

/** Shows the table on a terminal until a person has seen enough, or it was shown often enough. */
export function showLive(sampler: TopSampler, options: LiveOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const live = new LiveTop(sampler, options, (error) => (error === undefined ? resolve() : reject(error)));
    live.start();
  });
}

class LiveTop {
  readonly #sampler: TopSampler;
  readonly #options: LiveOptions;
  readonly #screen: Screen;
  readonly #done: (error?: Error) => void;
  readonly #interrupted = () => this.#end();
  #order: Order;
  #timer: NodeJS.Timeout | undefined;
  #shown = 0;
  #sight: readonly string[] = [];

  constructor(sampler: TopSampler, options: LiveOptions, done: (error?: Error) => void) {
    this.#sampler = sampler;
    this.#options = options;
    this.#order = options.order;
    this.#done = done;
    this.#screen = new Screen({
      input: process.stdin,
      output: process.stdout,
      onKey: (key) => this.#key(key),
      onResize: () => this.#draw(),
    });
  }

  start(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#interrupted);
    this.#sampler.sample([]);
    this.#draw();
    this.#timer = setTimeout(() => this.#turn(), this.#options.delayMs);
  }

  /** An error must not leave the terminal as it is now. */
  #turn(): void {
    clearTimeout(this.#timer);
    try {
      this.#sampler.sample(this.#sight);
      this.#draw();
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (++this.#shown >= this.#options.iterations) this.#end();
    else this.#timer = setTimeout(() => this.#turn(), this.#options.delayMs);
  }

  #draw(): void {
    const { rows } = this.#sampler;
    const shown = selectRows(rows, { ...this.#options, order: this.#order }).slice(0, this.#screen.room);
    this.#sight = shown.map(({ path }) => path);
    this.#screen.draw(topLines(shown, rows, this.#screen.columns), HINT);
  }

  #key(key: string): void {
    const order = (Object.keys(ORDERS) as Order[]).find((each) => ORDERS[each] === key);
    if (key === 'q' || key === CTRL_C) this.#end();
    else if (key === ' ') this.#turn();
    else if (order) {
      this.#order = order;
      this.#draw();
    }
  }

  #end(error?: Error): void {
    clearTimeout(this.#timer);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#interrupted);
    this.#screen.dispose();
    this.#done(error);
  }
}
