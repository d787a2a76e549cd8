import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  type ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { applyDelta, type SnapshotDelta } from '../../src/model/delta.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { errorDataOf } from '../../src/protocol/errors.ts';
import {
  type Attention,
  Initialize,
  Ping,
  PROTOCOL_VERSION,
  SetAttention,
  SnapshotChanged,
} from '../../src/protocol/protocol.ts';

export const AGENT = path.join(import.meta.dirname, '../../src/agent/main.ts');
/** Longest that something may take which the agent does at once, on a slow virtual machine. */
const PATIENCE_MS = 60_000;
/** So often it is told that its client is there, in ms: some tests wait longer than it would wait for a word. */
const HEARTBEAT_MS = 10_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface AgentOptions {
  readonly program?: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Put before the Node.js command: `['setpriv', '--reuid', '65534']`. */
  readonly prefix?: readonly string[];
}

/** An agent as a child process without a connection; disposing it ends its input and waits for its exit. */
export class RawAgent implements AsyncDisposable {
  readonly child: ChildProcess & { readonly stdin: NonNullable<ChildProcess['stdin']> };
  readonly exit: Promise<Exit>;
  /** What it wrote to stderr. */
  log = '';

  constructor({ program = AGENT, args = [], env = {}, prefix = [] }: AgentOptions = {}) {
    const [command = '', ...rest] = [...prefix, process.execPath, program, ...args];
    const child = spawn(command, rest, { stdio: 'pipe', env: { ...process.env, ...env } });
    this.child = child;
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
    // 'close': after all that it wrote to stderr.
    this.exit = once(child, 'close').then(([code, signal]): Exit => ({ code, signal }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Writes bytes as they are. */
  write(text: string | Uint8Array): void {
    this.child.stdin.write(text);
  }

  /** Writes a message with a right header. */
  frame(body: string): void {
    this.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.stdin.end();
    this.child.stdout?.resume();
    const hard = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.exit;
    clearTimeout(hard);
  }
}

/** An agent with a client that keeps the snapshot. */
export class TestAgent extends RawAgent {
  readonly connection: MessageConnection;
  readonly deltas: SnapshotDelta[] = [];
  snapshot: Snapshot | undefined;
  #woken: (() => void)[] = [];
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: AgentOptions = {}) {
    super(options);
    const { stdout, stdin } = this.child;
    if (!stdout) throw new Error('no stdout');
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification(SnapshotChanged.method, (delta: SnapshotDelta) => this.#apply(delta));
    this.connection.listen();
  }

  /** Shakes hands, and looks unless `hidden`. */
  static async start(attention: Attention = 'hidden', options: AgentOptions = {}): Promise<TestAgent> {
    const agent = new TestAgent(options);
    await agent.ask(Initialize.method, { protocol: PROTOCOL_VERSION, build: 'dev' });
    agent.#heartbeat = setInterval(() => void agent.ask(Ping.method, null).catch(() => {}), HEARTBEAT_MS);
    if (attention !== 'hidden') await agent.ask(SetAttention.method, { attention });
    return agent;
  }

  ask<R = unknown>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest<R>(method, params);
  }

  /** Name of the coded error, or `code N`, that the agent answers with; `ok` for a result. */
  async errorOf(method: string, params: unknown): Promise<string> {
    try {
      await this.ask(method, params);
      return 'ok';
    } catch (error) {
      return errorDataOf(error)?.name ?? `code ${(error as ResponseError<unknown>).code}`;
    }
  }

  /** The snapshot as soon as it is as wanted. */
  async until(wanted: (snapshot: Snapshot) => boolean, what: string): Promise<Snapshot> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      if (this.snapshot && wanted(this.snapshot)) return this.snapshot;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no snapshot with ${what}\n${this.log}`);
      await this.#nextDelta(left);
    }
  }

  #nextDelta(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, ms);
      this.#woken.push(() => {
        clearTimeout(timeout);
        resolve();
      });
    });
  }

  #apply(delta: SnapshotDelta): void {
    this.deltas.push(delta);
    this.snapshot = applyDelta(this.snapshot, delta);
    const woken = this.#woken;
    this.#woken = [];
    for (const wake of woken) wake();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#heartbeat);
    this.connection.dispose();
    await super[Symbol.asyncDispose]();
  }
}

/** Resolves with the exit, or fails when it takes longer. */
export async function exitWithin(agent: RawAgent, ms = PATIENCE_MS): Promise<Exit> {
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`still running after ${ms} ms\n${agent.log}`)), ms);
    void agent.exit.then(() => clearTimeout(timer));
  });
  return await Promise.race([agent.exit, late]);
}
