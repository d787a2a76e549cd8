/** Longest header block of a message, in bytes. */
export const MAX_HEADER = 8 * 1024;
/** Longest body of a message, in bytes. */
export const MAX_BODY = 8 * 1024 * 1024;

/** The stream is not the protocol's, or breaks its caps. The connection cannot go on. */
export class FramingError extends Error {
  override readonly name = 'FramingError';
}

const CR = 13;
const LF = 10;

/**
 * Checks a byte stream of `Content-Length` framed messages against the caps before a parser sees it:
 * the parser of vscode-jsonrpc itself would buffer whatever a header announces.
 */
export class FrameGuard {
  #header: number[] = [];
  #bodyLeft = 0;
  #messages = 0;

  /** Messages whose last byte has passed. */
  get messages(): number {
    return this.#messages;
  }

  /**
   * Follows the frames through one chunk.
   * @throws {FramingError} on a header over {@link MAX_HEADER}, a body over {@link MAX_BODY} or a malformed header.
   */
  check(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const step = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= step;
        at += step;
        if (this.#bodyLeft === 0) this.#messages++;
      } else {
        this.#headerByte(chunk[at++] ?? 0);
      }
    }
  }

  #headerByte(byte: number): void {
    this.#header.push(byte);
    if (this.#header.length > MAX_HEADER) throw new FramingError('header too long');
    if (byte !== LF || !this.#endsHeader()) return;
    const text = String.fromCharCode(...this.#header);
    this.#header = [];
    const length = bodyLength(text);
    if (length > MAX_BODY) throw new FramingError(`body of ${length} bytes is over the limit of ${MAX_BODY}`);
    this.#bodyLeft = length;
  }

  #endsHeader(): boolean {
    const [a, b, c, d] = this.#header.slice(-4);
    return a === CR && b === LF && c === CR && d === LF;
  }
}

/** Content-Length and at most Content-Type, once each: a parser that takes the other of two must not be led astray. */
const HEADER = /^(?:Content-Type: [ -~]*\r\n)?Content-Length: *([1-9]\d{0,9})\r\n(?:Content-Type: [ -~]*\r\n)?\r\n$/i;

function bodyLength(header: string): number {
  const length = HEADER.exec(header)?.[1];
  if (length === undefined) throw new FramingError('no header with one Content-Length');
  return Number(length);
}
