import { write } from 'node:fs';

/** So much typed text waits for a program that does not read it; more is dropped, as the kernel does (termios(3), MAX_INPUT). */
const MOST_WAITING = 1024 * 1024;
/** The program is asked again so often whether it reads. */
const PATIENCE_MS = 20;

/** What is typed, on its way to the program. */
export class Input {
  readonly #fd: number;
  #waiting: Buffer[] = [];
  #size = 0;
  #busy = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param fd of the side of the terminal that is typed on, non-blocking */
  constructor(fd: number) {
    this.#fd = fd;
  }

  add(text: string): void {
    const bytes = Buffer.from(text);
    if (this.#closed || bytes.length === 0 || this.#size + bytes.length > MOST_WAITING) return;
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    this.#next();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #next(): void {
    const [first] = this.#waiting;
    if (this.#busy || this.#closed || !first) return;
    this.#busy = true;
    write(this.#fd, first, (error, written) => this.#wrote(first, error ? -1 : written, error));
  }

  #wrote(first: Buffer, written: number, error: NodeJS.ErrnoException | null): void {
    this.#busy = false;
    if (this.#closed) return;
    if (error) {
      if (error.code === 'EAGAIN') this.#timer = setTimeout(() => this.#next(), PATIENCE_MS);
      else this.close();
      return;
    }
    this.#size -= written;
    if (written < first.length) this.#waiting[0] = first.subarray(written);
    else this.#waiting.shift();
    this.#next();
  }
}
