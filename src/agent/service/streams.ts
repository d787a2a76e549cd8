import { type Readable, Transform, type Writable } from 'node:stream';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { FrameGuard } from '../../protocol/framing.ts';
import { messageDecoder } from './read-message.ts';

/** Messages that wait to be handled before no more are read. */
const BACKLOG = 256;

export interface ConnectOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** The input is not the protocol's: nothing more can be read. */
  readonly onBroken: (reason: string) => void;
  /** The client has gone. */
  readonly onEnd: () => void;
}

/**
 * A JSON-RPC connection whose input is checked against the caps before the parser sees it, and is read only as fast
 * as it is handled and as its answers are taken.
 */
export function connect({ input, output, onBroken, onEnd }: ConnectOptions): MessageConnection {
  const checked = new CheckedInput(output);
  checked.on('error', (error) => onBroken(error.message));
  for (const event of ['end', 'error']) input.on(event, onEnd);
  output.on('error', onEnd);
  input.pipe(checked);
  const reader = new StreamMessageReader(checked, { contentTypeDecoder: messageDecoder });
  reader.onError((error) => onBroken(error.message));
  return createMessageConnection(reader, new StreamMessageWriter(output), undefined, {
    messageStrategy: {
      handleMessage(message, next) {
        checked.handled();
        return next(message);
      },
    },
  });
}

class CheckedInput extends Transform {
  readonly #guard = new FrameGuard();
  readonly #output: Writable;
  #handled = 0;
  #resume: (() => void) | undefined;

  constructor(output: Writable) {
    super();
    this.#output = output;
    output.on('drain', () => this.#goOn());
  }

  /** The connection took a message out of its queue. */
  handled(): void {
    this.#handled++;
    this.#goOn();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    try {
      this.#guard.check(chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.push(chunk);
    this.#resume = done;
    this.#goOn();
  }

  #goOn(): void {
    const resume = this.#resume;
    if (!resume || this.#output.writableNeedDrain || this.#guard.messages - this.#handled > BACKLOG) return;
    this.#resume = undefined;
    resume();
  }
}
