import { type Readable, Transform, type Writable } from 'node:stream';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { FrameGuard } from '../../protocol/framing.ts';

/**
 * A JSON-RPC connection whose input is checked against the caps before the parser sees it.
 * `onBroken`: the input is not the protocol's, nothing more can be read. `onEnd`: it has ended.
 */
export function connect(
  input: Readable,
  output: Writable,
  onBroken: (reason: string) => void,
  onEnd: () => void,
): MessageConnection {
  const guard = new FrameGuard();
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        guard.check(chunk);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  checked.on('error', (error) => onBroken(error.message));
  input.pipe(checked);
  input.on('end', onEnd);
  output.on('error', onEnd);
  const reader = new StreamMessageReader(checked);
  reader.onError((error) => onBroken(error.message));
  return createMessageConnection(reader, new StreamMessageWriter(output));
}
