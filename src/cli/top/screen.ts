import type { ReadStream, WriteStream } from 'node:tty';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';

/** Another screen without a cursor; the one before comes back in the end (xterm's ctlseqs, DECSET 1049 and 25). */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const REVERSE = '\u001b[7m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';

export interface ScreenOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly onKey: (key: string) => void;
  readonly onResize: () => void;
}

/** A terminal that shows the same table again and again. Disposing it gives the terminal back as it was. */
export class Screen implements Disposable {
  readonly #output: WriteStream;
  readonly #store = new DisposableStore();

  constructor({ input, output, onKey, onResize }: ScreenOptions) {
    this.#output = output;
    const pressed = (text: string) => {
      for (const key of text) onKey(key);
    };
    output.write(ENTER);
    output.on('resize', onResize);
    input.setRawMode(true).setEncoding('utf8').on('data', pressed).resume();
    this.#store.add({
      dispose() {
        output.off('resize', onResize);
        input.off('data', pressed).setRawMode(false).pause();
        output.write(LEAVE);
      },
    });
  }

  /** A terminal of unknown size is taken for the usual one. */
  get columns(): number {
    return this.#output.columns || 80;
  }

  /** Lines below the heading and above the last line. */
  get room(): number {
    return Math.max(0, (this.#output.rows || 24) - 2);
  }

  /** Draws over what was there before, so that nothing flickers. Lines must be printable and fit. */
  draw([heading = '', ...lines]: readonly string[], hint: string): void {
    const shown = lines.slice(0, this.room);
    const empty = Array.from({ length: this.room - shown.length }, () => '');
    const width = this.columns;
    const head = `${REVERSE}${heading.padEnd(width)}${PLAIN}`;
    const last = `${DIM}${hint.slice(0, width)}${PLAIN}`;
    const all = [head, ...shown, ...empty, last];
    this.#output.write(`${HOME}${all.map((line) => line + CLEAR_TO_END_OF_LINE).join('\r\n')}${CLEAR_BELOW}`);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
