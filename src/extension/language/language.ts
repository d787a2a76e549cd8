import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Event } from '../../base/event.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import type { CheckedSpec, ResolvedSpec } from '../../model/spec/spec.ts';
import { isCspec } from './selector.ts';

/** Makes live what the server says of the places where something can be done. */
export interface LiveLenses {
  /** Others would be shown now. */
  readonly onChange: Event<void>;
  /** The lenses of a file, from those of the server. */
  complete(lenses: readonly vscode.CodeLens[]): vscode.CodeLens[];
}

/** A client with its server. */
export interface LanguageServer {
  /** Ends the server if it runs, and starts it. Does not fail: the status tells. */
  start(): Promise<void>;
  /** What is known of the host from now on; also to servers that start later. */
  setHostFacts(facts: HostFacts): void;
  /** What an open file means; undefined while there is no server to say so. */
  resolvedSpec(uri: string): Promise<ResolvedSpec | undefined>;
  /** The same, with the number of errors in it. */
  checkedSpec(uri: string): Promise<CheckedSpec | undefined>;
  /** Without them no lens is shown. */
  setLenses(lenses: LiveLenses): void;
  dispose(): void;
}

export interface Language extends Disposable {
  setHostFacts(facts: HostFacts): void;
  resolvedSpec(uri: string): Promise<ResolvedSpec | undefined>;
  /** Of an open file; starts the server if none is there. Undefined when that does not say. */
  checkedSpec(uri: string): Promise<CheckedSpec | undefined>;
  setLenses(lenses: LiveLenses): void;
}

/** Loads the client and starts its server when the first file of the language is there. `load` is called once at most. */
export function watchLanguage(load: () => Promise<LanguageServer>): Language {
  const store = new DisposableStore();
  let server: Promise<LanguageServer> | undefined;
  let known: HostFacts | undefined;
  let live: LiveLenses | undefined;
  const start = async () => {
    server ??= load().then((loaded) => {
      if (known) loaded.setHostFacts(known);
      if (live) loaded.setLenses(live);
      return store.add(loaded);
    });
    await (await server).start();
  };
  const startFor = (document: vscode.TextDocument) => {
    if (!server && isCspec(document)) void start();
  };
  store.add(vscode.workspace.onDidOpenTextDocument(startFor));
  store.add(vscode.commands.registerCommand('isolens.cspec.restartServer', start));
  vscode.workspace.textDocuments.forEach(startFor);
  const setHostFacts = (facts: HostFacts) => {
    known = facts;
    void server?.then((loaded) => loaded.setHostFacts(facts));
  };
  const setLenses = (lenses: LiveLenses) => {
    live = lenses;
    void server?.then((loaded) => loaded.setLenses(lenses));
  };
  const resolvedSpec = async (uri: string) => (await server)?.resolvedSpec(uri);
  const checkedSpec = async (uri: string) => (await server)?.checkedSpec(uri);
  return { setHostFacts, resolvedSpec, checkedSpec, setLenses, dispose: () => store.dispose() };
}
