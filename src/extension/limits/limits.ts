import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import { type LimitEvent, limitSentence } from '../../model/cgroup/limit-event.ts';
import { WatchGroups } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import { withoutLinks } from '../escape.ts';
import { text } from '../ui.ts';
import { isTold, MARKED_MS, type Mark, marksAfter } from './limit-state.ts';

const WATCHED = 'isolens.watchedGroups';

/** Follows what limits do: which groups are watched, which are marked, and what a person is told. */
export class Limits implements Disposable {
  readonly #agent: AgentClient;
  readonly #memory: vscode.Memento;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #watched: ReadonlySet<CgroupId>;
  #marks: ReadonlyMap<CgroupId, Mark> = new Map();
  #unseen = 0;
  #timer: NodeJS.Timeout | undefined;

  readonly onChange = this.#changed.event;

  constructor(agent: AgentClient, memory: vscode.Memento) {
    this.#agent = agent;
    this.#memory = memory;
    this.#watched = new Set(memory.get<string[]>(WATCHED, []));
    this.#store.add(this.#changed);
    this.#store.add(agent.onLimits((events) => this.#take(events)));
    this.#store.add(agent.onState((state) => (state === 'running' ? this.#tellAgent() : undefined)));
  }

  get watched(): ReadonlySet<CgroupId> {
    return this.#watched;
  }

  get marks(): ReadonlyMap<CgroupId, Mark> {
    return this.#marks;
  }

  /** Events since somebody looked. */
  get unseen(): number {
    return this.#unseen;
  }

  async watch(groups: readonly CgroupId[], on: boolean): Promise<void> {
    const rest = [...this.#watched].filter((group) => !groups.includes(group));
    this.#watched = new Set(on ? [...rest, ...groups] : rest);
    this.#tellAgent();
    this.#changed.fire();
    await this.#memory.update(WATCHED, [...this.#watched]);
  }

  seen(): void {
    if (this.#unseen === 0) return;
    this.#unseen = 0;
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #tellAgent(): void {
    if (this.#watched.size > 0 || this.#agent.state === 'running') {
      void this.#agent.request(WatchGroups, { groups: [...this.#watched] }).catch(() => {});
    }
  }

  #take(events: readonly LimitEvent[]): void {
    const now = Date.now();
    this.#marks = marksAfter(this.#marks, events, now);
    this.#unseen += events.filter(({ kind }) => kind !== 'emptied').length;
    this.#changed.fire();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#take([]), MARKED_MS + 1000);
    for (const event of events) if (isTold(event, this.#watched)) void this.#message(event);
  }

  /** What a person wants to be told of comes as a message, with the ways to know more and to hear no more of it. */
  async #message(event: LimitEvent): Promise<void> {
    if (vscode.workspace.getConfiguration('isolens').get('limits.notify') === 'never') return;
    const history = vscode.l10n.t('Show History');
    const silence = vscode.l10n.t("Don't Tell Again");
    const show = event.kind === 'emptied' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    const chosen = await show(withoutLinks(text(limitSentence(event))), history, silence);
    if (chosen === history) await vscode.commands.executeCommand('isolens.showLimitHistory');
    if (chosen === silence) await this.#silence(event.group);
  }

  /** The group, or that above it which is watched; of an environment of one's own the messages as a whole. */
  async #silence(group: CgroupId): Promise<void> {
    const cause = [...this.#watched].filter((each) => group === each || group.startsWith(`${each}/`));
    if (cause.length > 0) return this.watch(cause, false);
    await vscode.workspace.getConfiguration('isolens').update('limits.notify', 'never', true);
  }
}
