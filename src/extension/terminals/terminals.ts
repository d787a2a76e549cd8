import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Enter } from '../../model/enter/enter.ts';
import { enteredKinds, enterName } from '../../model/enter/name.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TerminalId } from '../../protocol/terminal.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import { plainLabel } from '../escape.ts';
import type { HostState } from '../host-state.ts';
import { ICONS } from '../namespaces/row.ts';
import { text } from '../ui.ts';
import { Company } from './company.ts';
import { NamespaceTerminal } from './namespace-terminal.ts';

interface Open {
  readonly shown: vscode.Terminal;
  readonly pty: NamespaceTerminal;
  readonly company: Company;
}

/** The terminals in namespaces that this window has open. */
export class Terminals implements Disposable {
  readonly #agent: AgentClient;
  readonly #store = new DisposableStore();
  readonly #open = new Map<TerminalId, Open>();
  #count = 0;

  constructor(agent: AgentClient, state: HostState) {
    this.#agent = agent;
    this.#store.add(agent.onTerminalText(({ terminal, text: wrote }) => this.#open.get(terminal)?.pty.write(wrote)));
    this.#store.add(agent.onTerminalEnd((end) => this.#open.get(end.terminal)?.pty.finish(end)));
    this.#store.add(agent.onState((to) => to !== 'running' && this.#loseAll()));
    this.#store.add(state.onChange((snapshot) => this.#look(snapshot)));
    this.#store.add(vscode.window.onDidCloseTerminal((closed) => this.#forget(closed)));
  }

  /**
   * Opens one and shows it. It is not brought back after a reload: what it led to may be something else by then.
   * @param remarks lines that it begins with
   */
  open(enter: Enter, snapshot: Snapshot, remarks: readonly string[]): void {
    const id = ++this.#count;
    const pty = new NamespaceTerminal({ id, enter, agent: this.#agent, remarks });
    const name = enterName(enter, snapshot);
    const shown = vscode.window.createTerminal({
      name: typeof name === 'string' ? plainLabel(name) : text(name),
      pty,
      iconPath: new vscode.ThemeIcon(iconOf(enter)),
      isTransient: true,
    });
    this.#open.set(id, { shown, pty, company: new Company(enter, snapshot) });
    shown.show();
  }

  /** Brings one to the front. @returns whether it is open in this window */
  show(id: TerminalId): boolean {
    const found = this.#open.get(id);
    found?.shown.show();
    return found !== undefined;
  }

  dispose(): void {
    for (const { shown } of this.#open.values()) shown.dispose();
    this.#store.dispose();
  }

  #look(snapshot: Snapshot | undefined): void {
    if (!snapshot) return;
    for (const { pty, company } of this.#open.values()) {
      for (const left of company.look(snapshot)) pty.remark(text(left));
    }
  }

  #loseAll(): void {
    for (const { pty } of this.#open.values()) pty.lose();
  }

  #forget(closed: vscode.Terminal): void {
    for (const [id, { shown }] of this.#open) if (shown === closed) this.#open.delete(id);
  }
}

function iconOf(enter: Enter): string {
  const [kind, ...others] = enteredKinds(enter);
  return kind !== undefined && others.length === 0 ? ICONS[kind] : 'terminal';
}
