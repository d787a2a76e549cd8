import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { EnvironmentStatus } from '../../model/environment/status.ts';
import { downStatus } from '../../model/environment/status-words.ts';
import { equal } from '../../model/snapshot.ts';
import type { ResolvedSpec } from '../../model/spec/spec.ts';
import { ListEnvironments, ReadEnvironment } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { HostState } from '../host-state.ts';
import { type EnvironmentEntry, isMade, isRunning, type SpecFile } from './entry.ts';
import { declaredBy } from './settings.ts';
import type { SpecFiles } from './spec-files.ts';

/** Snapshots come faster than environments change. */
const GAP_MS = 500;
/** What containers use changes without anything that a snapshot tells. */
const RUNNING_MS = 2000;

export interface EnvironmentsParts {
  readonly agent: AgentClient;
  readonly state: HostState;
  readonly files: SpecFiles;
}

/** All that is known of environments: those that files declare, and those that run. It looks while somebody looks at it. */
export class EnvironmentsModel implements Disposable {
  readonly #parts: EnvironmentsParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #entries: readonly EnvironmentEntry[] = [];
  #viewVisible = false;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  #again = false;

  readonly onChange = this.#changed.event;

  constructor(parts: EnvironmentsParts) {
    this.#parts = parts;
    this.#store.add(this.#changed);
    this.#store.add(parts.files.onChange(() => this.changed()));
    this.#store.add(parts.state.onChange(() => this.changed()));
    this.#store.add(parts.agent.onState((to) => (to === 'running' ? this.refresh() : this.#forget())));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.changed()));
    this.#store.add(vscode.window.onDidChangeWindowState(() => this.changed()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()));
  }

  /** In the order in which they are shown; the view alone has also those that no editor shows. */
  get entries(): readonly EnvironmentEntry[] {
    return this.#entries;
  }

  /** What a file declares; undefined while that is not known. */
  of(uri: string): EnvironmentEntry | undefined {
    return this.#entries.find(({ file }) => file?.uri === uri);
  }

  /** The view is seen or not. */
  follow(visible: boolean): void {
    this.#viewVisible = visible;
    if (visible) this.refresh();
  }

  /** Something may be another: looks soon. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.refresh(), GAP_MS);
  }

  /** Looks now. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#reading) this.#again = true;
    else if (this.#isWanted()) void this.#read();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #isWanted(): boolean {
    const { agent, files } = this.#parts;
    const isSeen = this.#viewVisible || (vscode.window.state.focused && files.shown().length > 0);
    return agent.state === 'running' && vscode.workspace.isTrusted && isSeen;
  }

  #forget(): void {
    this.#take([]);
  }

  /** One look at a time. */
  async #read(): Promise<void> {
    this.#reading = true;
    this.#again = false;
    try {
      this.#take(await this.#look());
    } catch {
      // The agent has gone: its state tells.
    } finally {
      this.#reading = false;
      if (this.#again) this.refresh();
      else if (this.#entries.some(isRunning) && this.#isWanted())
        this.#timer ??= setTimeout(() => this.refresh(), RUNNING_MS);
    }
  }

  async #look(): Promise<readonly EnvironmentEntry[]> {
    const { agent, files } = this.#parts;
    const made = await agent.request(ListEnvironments, null);
    const shown = this.#viewVisible ? await files.all() : files.shown();
    const entries: EnvironmentEntry[] = [];
    for (const file of shown) {
      const entry = await this.#declared(file, made);
      if (entry) entries.push(entry);
    }
    const known = new Set(entries.filter(isMade).map(({ name }) => name));
    const others = made.filter(({ environment }) => !known.has(environment));
    return [...entries, ...others.map(withoutFile)];
  }

  /** Of what nobody has made the file tells all, but for what stands in its way: that is looked for where the file is open. */
  async #declared(file: SpecFile, made: readonly EnvironmentStatus[]): Promise<EnvironmentEntry | undefined> {
    const { files } = this.#parts;
    const checked = await files.check(file);
    if (!checked) return undefined;
    const { spec, errors } = checked;
    const known = { key: `file ${file.uri}`, name: spec.environment, file, errors };
    const own = made.find(({ environment }) => environment === spec.environment);
    if (own?.file !== undefined && own.file !== file.path) {
      return { ...known, status: downStatus(checked), madeFrom: own.file };
    }
    // With errors it is compared with what it was made from.
    const seen = own ?? downStatus(checked);
    const isLookedAt = own !== undefined || files.shown().some(({ uri }) => uri === file.uri);
    return { ...known, status: errors === 0 && isLookedAt ? await this.#status(file, spec, seen) : seen };
  }

  /** @param otherwise what is said where the agent cannot compare */
  async #status(file: SpecFile, spec: ResolvedSpec, otherwise: EnvironmentStatus): Promise<EnvironmentStatus> {
    const { agent } = this.#parts;
    try {
      return await agent.request(ReadEnvironment, { declared: declaredBy(file, spec) });
    } catch (error) {
      if (agent.state !== 'running') throw error;
      return otherwise;
    }
  }

  #take(entries: readonly EnvironmentEntry[]): void {
    if (equal(entries, this.#entries)) return;
    this.#entries = entries;
    this.#changed.fire();
  }
}

function withoutFile(status: EnvironmentStatus): EnvironmentEntry {
  return { key: `environment ${status.environment}`, name: status.environment, errors: 0, status };
}
