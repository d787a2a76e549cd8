import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { LAST_LOG, LOG, LOG_BEGIN } from '../container-files.ts';
import type { Output } from './job.ts';

const TAIL_BYTES = 4096;

/** What a container writes, in a file that begins anew when it is full; the one before is kept. */
export class OutputLog implements Output {
  readonly #directory: string;
  readonly #limit: number;
  /** Undefined where the file could not be made. */
  #fd: number | undefined;
  /** In bytes: of this file, and of all before. */
  #size = 0;
  #begin = 0;
  #tail: Buffer = Buffer.alloc(0);

  /** @param limit in bytes */
  constructor(directory: string, limit: number) {
    this.#directory = directory;
    this.#limit = limit;
    this.#fd = this.#open();
  }

  get tail(): string {
    return this.#tail.toString('utf8');
  }

  /** A disk that is full loses it: the container goes on. */
  write(chunk: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    for (let rest = chunk; rest.length > 0; ) {
      if (this.#size >= this.#limit) this.#rotate();
      const piece = rest.subarray(0, this.#limit - this.#size);
      this.#append(piece);
      this.#size += piece.length;
      rest = rest.subarray(piece.length);
    }
  }

  #append(piece: Buffer): void {
    try {
      this.#fd ??= this.#open();
      for (let at = 0; at < piece.length; ) at += writeSync(this.#fd, piece, at);
    } catch {
      // See write.
    }
  }

  #rotate(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#begin += this.#size;
    this.#size = 0;
    try {
      // Who reads meanwhile looks again.
      this.#tellBegin('');
      renameSync(`${this.#directory}/${LOG}`, `${this.#directory}/${LAST_LOG}`);
      this.#fd = this.#open();
      this.#tellBegin(String(this.#begin));
    } catch {
      // See write.
    }
  }

  #tellBegin(text: string): void {
    writeFileSync(`${this.#directory}/${LOG_BEGIN}`, text, { mode: 0o600 });
  }

  #open(): number {
    return openSync(`${this.#directory}/${LOG}`, 'a', 0o600);
  }
}
