import { EscapeState } from './escape-state.ts';

/** After so much that the screen was given it is asked whether it has come to it, in UTF-16 units. */
const PIECE = 128 * 1024;
/** So much is given even inside of one sequence. */
const MOST = 512 * 1024;
/** A mode that no terminal knows: its answer is that of nobody else (DECRQM). */
const QUESTION = '\u001b[?7331$p';
const ANSWER = /\u001b\[\?7331;\d\$y/g;

export interface ScreenFlowOptions {
  readonly show: (text: string) => void;
  /** The screen has come so far. */
  readonly taken: (count: number) => void;
}

/**
 * Learns how far the screen of VS Code has come: it takes text as fast as it is given, and drops it after 50 MB. A
 * question among the text is answered when it comes to it. A screen that never answers is taken for fast.
 */
export class ScreenFlow {
  readonly #options: ScreenFlowOptions;
  readonly #escapes = new EscapeState();
  #unasked = 0;
  /** What the answers stand for, in their order. */
  readonly #asked: number[] = [];
  #answers = false;

  constructor(options: ScreenFlowOptions) {
    this.#options = options;
  }

  /** Text for the screen. */
  write(text: string): void {
    this.#escapes.follow(text);
    this.#unasked += text.length;
    const asks = this.#unasked >= PIECE && this.#escapes.whole;
    this.#options.show(asks ? text + QUESTION : text);
    if (asks) this.#ask();
    else if (this.#unasked >= MOST) this.#take();
  }

  /** What comes from the keyboard, without the answers among it. */
  typed(text: string): string {
    return text.replace(ANSWER, () => {
      this.#answers = true;
      this.#options.taken(this.#asked.shift() ?? 0);
      return '';
    });
  }

  #ask(): void {
    if (this.#answers) {
      this.#asked.push(this.#unasked);
      this.#unasked = 0;
    } else {
      this.#asked.push(0);
      this.#take();
    }
  }

  #take(): void {
    this.#options.taken(this.#unasked);
    this.#unasked = 0;
  }
}
