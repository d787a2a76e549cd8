import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { FrameGuard } from '../../protocol/framing.ts';

/** A running agent and the connection to it. */
export class AgentProcess implements Disposable {
  readonly connection: MessageConnection;
  readonly #child: ChildProcess;
  readonly #ended = new Emitter<string>();
  readonly #lines = new Emitter<string>();
  #over = false;

  /** Why it is of no use any more: fires once. */
  readonly onEnd = this.#ended.event;
  /** Lines of its log, `LEVEL text`. */
  readonly onLog = this.#lines.event;

  /** Starts the program with the Node.js of this process; in the desktop's Electron as plain Node.js. */
  constructor(program: string) {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [program], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    });
    this.#child = child;
    child.once('error', (error) => this.#end(error.message));
    child.once('exit', (code, signal) => this.#end(signal ? `ended by ${signal}` : `ended with status ${code}`));
    child.stdin.on('error', () => {});
    createInterface({ input: child.stderr }).on('line', (line) => this.#lines.fire(line));
    const reader = new StreamMessageReader(child.stdout.pipe(this.#checked()));
    reader.onError((error) => this.#end(error.message));
    this.connection = createMessageConnection(reader, new StreamMessageWriter(child.stdin));
    this.connection.listen();
  }

  /** Kills it; nothing more is fired. */
  dispose(): void {
    this.#over = true;
    this.connection.dispose();
    this.#child.stdin?.end();
    this.#child.kill('SIGKILL');
    this.#ended.dispose();
    this.#lines.dispose();
  }

  /** What the agent sends is checked like what it receives: it may be broken, or another program. */
  #checked(): Transform {
    const guard = new FrameGuard();
    const checked = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        try {
          guard.check(chunk);
          done(null, chunk);
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      },
    });
    return checked.on('error', (error) => this.#end(`sent what is not the protocol: ${error.message}`));
  }

  #end(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#ended.fire(reason);
  }
}
