import * as vscode from 'vscode';
import { cspecSelector } from './selector.ts';

export type ServerState = 'starting' | 'running' | 'failed';

/** What VS Code shows of the server beside the language of a file. */
export class ServerStatus implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('isolens.cspec.server', cspecSelector());

  constructor() {
    this.#item.name = vscode.l10n.t('Language Server');
    this.#item.detail = 'cspec';
    this.#item.command = { command: 'isolens.cspec.restartServer', title: vscode.l10n.t('Restart') };
  }

  show(state: ServerState): void {
    this.#item.busy = state === 'starting';
    this.#item.text = textOf(state);
    this.#item.severity =
      state === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function textOf(state: ServerState): string {
  switch (state) {
    case 'starting':
      return vscode.l10n.t('Starting…');
    case 'running':
      return vscode.l10n.t('Ready');
    case 'failed':
      return vscode.l10n.t('The language server does not run');
  }
}
