import { type Disposable, DisposableStore, MutableDisposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/event.ts';
import { message } from '../../base/message.ts';
import { errorDataOf, ProtocolError } from '../../protocol/errors.ts';
import {
  type Attention,
  EnvironmentProgress,
  ExecuteOperation,
  ExpectationTested,
  Initialize,
  LimitsReached,
  type Notification,
  Ping,
  PROTOCOL_VERSION,
  RaiseEnvironment,
  Refresh,
  RemoveEnvironment,
  type Request,
  SetAttention,
  SnapshotChanged,
  TerminalEnded,
  TerminalWrote,
  TopologyChanged,
  UndoOperation,
} from '../../protocol/protocol.ts';
import type { AgentProcess } from './agent-process.ts';

/** `idle`: not needed yet. `lost`: it ended too often, or is of another version; only a person starts it again. */
export type AgentState = 'idle' | 'starting' | 'running' | 'waiting' | 'lost';

export interface AgentTimes {
  /** Between two heartbeats, and how long the answer may take, in ms. */
  readonly ping: number;
  readonly silence: number;
  /** Wait before the first restart, doubled each time up to `maxBackoff`. */
  readonly backoff: number;
  readonly maxBackoff: number;
  /** A run of this length makes the restarts before it count no more. */
  readonly stable: number;
}

const TIMES: AgentTimes = { ping: 5000, silence: 15_000, backoff: 1000, maxBackoff: 30_000, stable: 60_000 };
const MAX_RESTARTS = 5;

export interface AgentClientOptions {
  readonly program: string;
  readonly build: string;
  readonly log: (line: string) => void;
  readonly times?: AgentTimes;
}

/** What changes the host, also where it fails half way. */
const ACTS: ReadonlySet<string> = new Set(
  [ExecuteOperation, UndoOperation, RaiseEnvironment, RemoveEnvironment].map(({ method }) => method),
);

/** Keeps one agent running as long as it is wanted, and talks to it. */
export class AgentClient implements Disposable {
  readonly #options: AgentClientOptions;
  readonly #times: AgentTimes;
  readonly #process = new MutableDisposable<AgentProcess>();
  readonly #emitters = new DisposableStore();
  /** By the method of a notification: who is told of it. */
  readonly #heard = new Map<string, (params: unknown) => void>();
  readonly #stated = this.#emitters.add(new Emitter<AgentState>());
  readonly #acted = this.#emitters.add(new Emitter<void>());
  #state: AgentState = 'idle';
  #attention: Attention = 'hidden';
  #restarts = 0;
  /** Counts starts, and the end: of launches that overtake each other the last one counts. */
  #launches = 0;
  #startedAt = 0;
  #lastEnd: string | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;

  readonly onDelta = this.#hear(SnapshotChanged);
  readonly onLimits = this.#hear(LimitsReached);
  readonly onTopology = this.#hear(TopologyChanged);
  readonly onTerminalText = this.#hear(TerminalWrote);
  readonly onTerminalEnd = this.#hear(TerminalEnded);
  readonly onEnvironment = this.#hear(EnvironmentProgress);
  readonly onTested = this.#hear(ExpectationTested);
  readonly onState = this.#stated.event;
  /** Something was done to the host that was asked for here. */
  readonly onActed = this.#acted.event;

  constructor(options: AgentClientOptions) {
    this.#options = options;
    this.#times = options.times ?? TIMES;
  }

  get state(): AgentState {
    return this.#state;
  }

  /** Why the last agent that ended did: `ended by SIGKILL`; undefined while none has. */
  get lastEnd(): string | undefined {
    return this.#lastEnd;
  }

  /** How closely somebody looks; the first look starts the agent. */
  setAttention(attention: Attention): void {
    if (attention === this.#attention) return;
    this.#attention = attention;
    if (this.#state === 'idle' && attention !== 'hidden') this.#start();
    else if (this.#state === 'running') void this.#ask(SetAttention, { attention }).catch(() => {});
  }

  /** Starts it when it has not been needed yet: for somebody who asks, but looks at nothing. */
  start(): void {
    if (this.#state === 'idle') this.#start();
  }

  /** Starts it when it has not been needed yet, and waits until it runs. @throws ProtocolError when it does not */
  async ready(): Promise<void> {
    this.start();
    if (this.#state === 'running') return;
    const state = await new Promise<AgentState>((resolve) => {
      const listening = this.onState((to) => {
        if (to !== 'running' && to !== 'lost') return;
        listening.dispose();
        resolve(to);
      });
      if (this.#state === 'lost') resolve('lost');
    });
    if (state === 'lost') throw lost();
  }

  /** Asks the agent. @throws ProtocolError, also when there is no agent to ask */
  async request<P, R>(request: Request<P, R>, params: P): Promise<R> {
    if (this.#state !== 'running') throw lost();
    try {
      return await this.#ask(request, params);
    } catch (error) {
      const data = errorDataOf(error);
      throw data ? new ProtocolError(data.name, data.message, data.hint) : lost();
    } finally {
      if (ACTS.has(request.method)) this.#acted.fire();
    }
  }

  /** Tells the agent something; left out when there is none. */
  notify<P>(notification: Notification<P>, params: P): void {
    if (this.#state !== 'running') return;
    this.#process.value?.connection.sendNotification(notification.method, params).catch(() => {});
  }

  /** Starts it anew, whatever its state. */
  restart(): void {
    this.#restarts = 0;
    this.#start();
  }

  /** Takes everything again from nothing: for a delta that does not fit. */
  resync(): void {
    if (this.#state === 'running') void this.#ask(Refresh, { rescan: false }).catch(() => {});
  }

  dispose(): void {
    this.#launches++;
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#pingTimer);
    this.#process.dispose();
    this.#emitters.dispose();
  }

  /** What an agent tells by itself, whichever runs. */
  #hear<P>({ method }: Notification<P>): Event<P> {
    const emitter = this.#emitters.add(new Emitter<P>());
    this.#heard.set(method, (params) => emitter.fire(params as P));
    return emitter.event;
  }

  #start(): void {
    clearTimeout(this.#restartTimer);
    this.#process.value = undefined;
    this.#become('starting');
    void this.#launch(++this.#launches);
  }

  /** JSON-RPC is loaded with the first agent: before that it would only make the activation longer. */
  async #launch(launch: number): Promise<void> {
    const { AgentProcess } = await import('./agent-process.ts');
    if (launch !== this.#launches) return;
    this.#startedAt = Date.now();
    const agent = new AgentProcess(this.#options.program);
    this.#process.value = agent;
    agent.onLog(this.#options.log);
    agent.onEnd((reason) => this.#ended(reason));
    for (const [method, tell] of this.#heard) agent.connection.onNotification(method, tell);
    void this.#shakeHands(agent);
  }

  async #shakeHands(agent: AgentProcess): Promise<void> {
    const timeout = setTimeout(() => this.#failed(agent, 'did not answer'), this.#times.silence);
    try {
      const { build } = this.#options;
      await agent.connection.sendRequest(Initialize.method, { protocol: PROTOCOL_VERSION, build });
      if (this.#process.value !== agent) return;
      this.#become('running');
      await agent.connection.sendRequest(SetAttention.method, { attention: this.#attention });
      this.#ping(agent);
    } catch (error) {
      const mismatch = errorDataOf(error)?.name === 'version-mismatch';
      this.#failed(agent, error instanceof Error ? error.message : String(error), mismatch);
    } finally {
      clearTimeout(timeout);
    }
  }

  #ping(agent: AgentProcess): void {
    clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => void this.#beat(agent), this.#times.ping);
  }

  /** One heartbeat; the next follows its answer. */
  async #beat(agent: AgentProcess): Promise<void> {
    const silence = setTimeout(() => this.#failed(agent, 'does not answer'), this.#times.silence);
    try {
      await agent.connection.sendRequest(Ping.method, null);
      if (this.#process.value === agent) this.#ping(agent);
    } catch {
      // The connection has ended: so does its process, which tells why.
      this.#failed(agent, 'has closed its connection');
    } finally {
      clearTimeout(silence);
    }
  }

  #failed(agent: AgentProcess, reason: string, forGood = false): void {
    if (this.#process.value === agent) this.#ended(reason, forGood);
  }

  #ended(reason: string, forGood = false): void {
    clearTimeout(this.#pingTimer);
    this.#process.value = undefined;
    this.#lastEnd = reason;
    this.#options.log(`warn The agent ${reason}`);
    if (Date.now() - this.#startedAt > this.#times.stable) this.#restarts = 0;
    if (forGood || this.#restarts >= MAX_RESTARTS) {
      this.#become('lost');
      return;
    }
    const wait = Math.min(this.#times.maxBackoff, this.#times.backoff * 2 ** this.#restarts++);
    this.#become('waiting');
    this.#restartTimer = setTimeout(() => this.#start(), wait);
  }

  async #ask<P, R>(request: Request<P, R>, params: P): Promise<R> {
    const agent = this.#process.value;
    if (!agent) throw lost();
    return await agent.connection.sendRequest<R>(request.method, params);
  }

  #become(state: AgentState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stated.fire(state);
  }
}

function lost(): ProtocolError {
  return new ProtocolError(
    'failed',
    message('The agent is not running.'),
    message('Restart it with “Isolens: Restart Agent”.'),
  );
}
