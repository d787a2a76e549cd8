import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import { cspecSelector } from './selector.ts';

/** A client with its server. */
export interface LanguageServer {
  /** Ends the server if it runs, and starts it. Does not fail: the status tells. */
  start(): Promise<void>;
  /** What is known of the host from now on; also to servers that start later. */
  setHostFacts(facts: HostFacts): void;
  dispose(): void;
}

export interface Language extends Disposable {
  setHostFacts(facts: HostFacts): void;
}

/** Loads the client and starts its server when the first file of the language is there. `load` is called once at most. */
export function watchLanguage(load: () => Promise<LanguageServer>): Language {
  const store = new DisposableStore();
  let server: Promise<LanguageServer> | undefined;
  let known: HostFacts | undefined;
  const start = async () => {
    server ??= load().then((loaded) => {
      if (known) loaded.setHostFacts(known);
      return store.add(loaded);
    });
    await (await server).start();
  };
  const startFor = (document: vscode.TextDocument) => {
    if (!server && vscode.languages.match(cspecSelector(), document) > 0) void start();
  };
  store.add(vscode.workspace.onDidOpenTextDocument(startFor));
  store.add(vscode.commands.registerCommand('isolens.cspec.restartServer', start));
  vscode.workspace.textDocuments.forEach(startFor);
  const setHostFacts = (facts: HostFacts) => {
    known = facts;
    void server?.then((loaded) => loaded.setHostFacts(facts));
  };
  return { setHostFacts, dispose: () => store.dispose() };
}
