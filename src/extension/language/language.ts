import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { cspecSelector } from './selector.ts';

/** A client with its server. */
export interface LanguageServer {
  /** Ends the server if it runs, and starts it. Does not fail: the status tells. */
  start(): Promise<void>;
  dispose(): void;
}

/** Loads the client and starts its server when the first file of the language is there. `load` is called once at most. */
export function watchLanguage(load: () => Promise<LanguageServer>): Disposable {
  const store = new DisposableStore();
  let server: Promise<LanguageServer> | undefined;
  const start = async () => {
    server ??= load().then((loaded) => store.add(loaded));
    await (await server).start();
  };
  const startFor = (document: vscode.TextDocument) => {
    if (!server && vscode.languages.match(cspecSelector(), document) > 0) void start();
  };
  store.add(vscode.workspace.onDidOpenTextDocument(startFor));
  store.add(vscode.commands.registerCommand('isolens.cspec.restartServer', start));
  vscode.workspace.textDocuments.forEach(startFor);
  return store;
}
