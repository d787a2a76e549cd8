import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { ContainerLog } from '../../protocol/environment.ts';
import { LAST_LOG, LOG, LOG_BEGIN } from './container-files.ts';

/** At most so much is read at once, in bytes. */
const PIECE_BYTES = 256 * 1024;
const MAX_TRIES = 1000;

/**
 * What a container has written, from a byte of all that it ever wrote on; what is not kept any more is left out.
 * @returns nothing more when `to` is `from`
 */
export function readLog(directory: string, from: number): ContainerLog {
  for (let tries = 0; ; tries++) {
    const begin = logBegin(directory);
    const [older, newer] = [new LogFile(`${directory}/${LAST_LOG}`), new LogFile(`${directory}/${LOG}`)];
    try {
      // The files are exchanged at this moment: look again, unless who does that was killed in it.
      const steady = begin !== undefined && logBegin(directory) === begin;
      if (steady || tries === MAX_TRIES) return pieceOf(older, newer, begin ?? older.size, from);
    } finally {
      older.close();
      newer.close();
    }
  }
}

function pieceOf(older: LogFile, newer: LogFile, begin: number, from: number): ContainerLog {
  const start = Math.min(Math.max(from, begin - older.size), begin + newer.size);
  const old = start < begin ? older.read(start - (begin - older.size), PIECE_BYTES) : Buffer.alloc(0);
  const rest = PIECE_BYTES - old.length;
  const fresh = start + old.length >= begin ? newer.read(Math.max(0, start - begin), rest) : Buffer.alloc(0);
  const text = wholeCharacters(Buffer.concat([old, fresh]));
  return { text: text.toString('utf8'), from: start, to: start + text.length };
}

/** Without a character of UTF-8 whose end has not been read; what is none at all stays. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back && bytes.length > back ? bytes.subarray(0, -back) : bytes;
  }
  return bytes;
}

/** Undefined while the files are exchanged. */
function logBegin(directory: string): number | undefined {
  try {
    const text = readFileSync(`${directory}/${LOG_BEGIN}`, 'utf8');
    return text === '' ? undefined : Number(text);
  } catch {
    return 0;
  }
}

/** A file that may not be there. */
class LogFile {
  readonly size: number;
  readonly #fd: number | undefined;

  constructor(file: string) {
    this.#fd = tryOpen(file);
    this.size = this.#fd === undefined ? 0 : fstatSync(this.#fd).size;
  }

  read(at: number, length: number): Buffer {
    if (this.#fd === undefined) return Buffer.alloc(0);
    const buffer = Buffer.alloc(Math.min(length, Math.max(0, this.size - at)));
    return buffer.subarray(0, readSync(this.#fd, buffer, 0, buffer.length, at));
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}

function tryOpen(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined;
  }
}
