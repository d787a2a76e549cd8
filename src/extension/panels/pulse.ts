import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { PageNotice } from '../../protocol/panel.ts';
import type { AgentClient, AgentState } from '../agent-client/agent-client.ts';
import { text } from '../ui.ts';
import type { Panel } from './panel.ts';

/**
 * Reads for a panel again and again while its page can be seen and the agent runs: one reading at a time. Tells the
 * page when there is no agent.
 */
export class Pulse implements Disposable {
  readonly #panel: Panel;
  readonly #agent: AgentClient;
  readonly #read: () => Promise<number>;
  readonly #store = new DisposableStore();
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  #ready = false;
  #paused = false;

  /** @param read resolves with the time until the next reading, in ms */
  constructor(panel: Panel, agent: AgentClient, read: () => Promise<number>) {
    this.#panel = panel;
    this.#agent = agent;
    this.#read = read;
    this.#store.add(
      panel.onReady(() => {
        this.#ready = true;
        this.#notice(agent.state);
        this.now();
      }),
    );
    this.#store.add(
      panel.onDidChangeVisibility((visible) => {
        if (!visible) this.#ready = false;
      }),
    );
    this.#store.add(
      agent.onState((to) => {
        this.#notice(to);
        this.now();
      }),
    );
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.now();
  }

  /** Reads at once, unless a reading is under way. */
  now(): void {
    clearTimeout(this.#timer);
    if (!this.#reading) void this.#turn();
  }

  dispose(): void {
    this.#ready = false;
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  async #turn(): Promise<void> {
    if (!this.#wanted()) return;
    const began = performance.now();
    this.#reading = true;
    let wait = RETRY_MS;
    try {
      wait = await this.#read();
    } catch {
      // The agent has gone, which its state tells, or is busy: try again.
    } finally {
      this.#reading = false;
    }
    clearTimeout(this.#timer);
    if (this.#wanted()) this.#timer = setTimeout(() => this.now(), Math.max(0, wait - (performance.now() - began)));
  }

  #wanted(): boolean {
    return this.#ready && !this.#paused && this.#panel.visible && this.#agent.state === 'running';
  }

  #notice(state: AgentState): void {
    const notice = NOTICES[state];
    this.#panel.post(PageNotice, notice ? { text: text(notice) } : {});
  }
}

/** After a reading that failed. */
const RETRY_MS = 1000;

const NOTICES = {
  idle: message('Starting the agent…'),
  starting: message('Starting the agent…'),
  running: undefined,
  waiting: message('The agent has ended and is being started again. What is shown is what it told last.'),
  lost: message(
    'The agent does not run: what is shown is what it told last. Restart it with “Isolens: Restart Agent”.',
  ),
};
