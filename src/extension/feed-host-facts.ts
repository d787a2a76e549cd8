import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { ReadHostFacts } from '../protocol/protocol.ts';
import type { Context } from './commands/context.ts';
import { HostFactsFeed } from './host-facts-feed.ts';
import type { Language } from './language/language.ts';
import { isCspec } from './language/selector.ts';

/**
 * Tells the language what the agent knows of the host, in a trusted workspace that is on it and as long as a file of the
 * language is open. The first such file starts the agent: nobody looks at it, so it does nothing but answer.
 */
export function feedHostFacts({ agent, state }: Pick<Context, 'agent' | 'state'>, language: Language): Disposable {
  const store = new DisposableStore();
  const isWanted = () => vscode.workspace.isTrusted && !isVirtual() && vscode.workspace.textDocuments.some(isCspec);
  const feed = store.add(
    new HostFactsFeed({
      read: () => agent.request(ReadHostFacts, null),
      send: (facts) => language.setHostFacts(facts),
      isWanted: () => agent.state === 'running' && isWanted(),
    }),
  );
  const changed = () => {
    if (isWanted()) agent.start();
    feed.changed();
  };
  store.add(agent.onState(changed));
  store.add(state.onChange(changed));
  store.add(vscode.workspace.onDidOpenTextDocument(changed));
  store.add(vscode.workspace.onDidSaveTextDocument(changed));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(changed));
  store.add(vscode.window.onDidChangeWindowState(changed));
  changed();
  return store;
}

/** Whether no folder of the workspace is on this host. */
function isVirtual(): boolean {
  const { workspaceFolders = [] } = vscode.workspace;
  return workspaceFolders.length > 0 && workspaceFolders.every(({ uri }) => uri.scheme !== 'file');
}
