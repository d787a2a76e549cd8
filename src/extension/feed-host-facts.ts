import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { ReadHostFacts } from '../protocol/protocol.ts';
import type { Context } from './commands/context.ts';
import { HostFactsFeed } from './host-facts-feed.ts';
import type { Language } from './language/language.ts';
import { cspecSelector } from './language/selector.ts';

/**
 * Tells the language what the agent knows of the host: in a trusted workspace, while the agent runs, and as long as a file
 * of the language is open. It does not start the agent.
 */
export function feedHostFacts({ agent, state }: Pick<Context, 'agent' | 'state'>, language: Language): Disposable {
  const store = new DisposableStore();
  const feed = store.add(
    new HostFactsFeed({
      read: () => agent.request(ReadHostFacts, null),
      send: (facts) => language.setHostFacts(facts),
      isWanted: () => vscode.workspace.isTrusted && agent.state === 'running' && isSpecOpen(),
    }),
  );
  const changed = () => feed.changed();
  store.add(agent.onState(changed));
  store.add(state.onChange(changed));
  store.add(vscode.workspace.onDidOpenTextDocument(changed));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(changed));
  store.add(vscode.window.onDidChangeWindowState(changed));
  changed();
  return store;
}

function isSpecOpen(): boolean {
  const selector = cspecSelector();
  return vscode.workspace.textDocuments.some((document) => vscode.languages.match(selector, document) > 0);
}
