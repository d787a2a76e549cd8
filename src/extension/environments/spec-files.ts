import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { CheckedSpec } from '../../model/spec/spec.ts';
import type { Language } from '../language/language.ts';
import { isCspec } from '../language/selector.ts';
import type { SpecFile } from './entry.ts';

const PATTERN = '**/*.cspec';
/** More files of one workspace are not shown. */
const MOST_FILES = 200;
/** After the last key. */
const TYPING_MS = 300;

interface Known {
  /** Of its document. */
  readonly version: number;
  readonly checked: CheckedSpec;
}

/** The `.cspec` files on this host that the workspace has or that are open, with what they mean. */
export class SpecFiles implements Disposable {
  readonly #language: Language;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #known = new Map<string, Known>();
  #found: Promise<readonly vscode.Uri[]> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Others are there, or one means something else. */
  readonly onChange = this.#changed.event;

  constructor(language: Language) {
    this.#language = language;
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher(PATTERN));
    for (const event of [watcher.onDidCreate, watcher.onDidDelete]) this.#store.add(event(() => this.#lookAgain()));
    this.#store.add(watcher.onDidChange((uri) => this.#another(uri)));
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#lookAgain()));
    this.#store.add(vscode.workspace.onDidOpenTextDocument((document) => this.#followed(document)));
    this.#store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#followed(document)));
    this.#store.add(vscode.workspace.onDidCloseTextDocument((document) => this.#closed(document)));
    this.#store.add(this.#changed);
  }

  /** Those that editors show. */
  shown(): readonly SpecFile[] {
    return vscode.window.visibleTextEditors
      .filter(({ document }) => isSpec(document))
      .map(({ document }) => specFile(document.uri));
  }

  /** Those of the workspace, and those that are open; by their names. */
  async all(): Promise<readonly SpecFile[]> {
    this.#found ??= Promise.resolve(vscode.workspace.findFiles(PATTERN, undefined, MOST_FILES));
    const open = vscode.workspace.textDocuments.filter((document) => isSpec(document) && !document.isClosed);
    const uris = [...(await this.#found).filter(({ scheme }) => scheme === 'file'), ...open.map(({ uri }) => uri)];
    const byUri = new Map(uris.map((uri) => [uri.toString(), specFile(uri)]));
    return [...byUri.values()].sort((a, b) => (a.shown < b.shown ? -1 : 1));
  }

  /** What a file means as its editor has it; undefined when it cannot be read, or nobody tells. */
  async check(file: SpecFile): Promise<CheckedSpec | undefined> {
    const known = this.#known.get(file.uri);
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.uri);
    return known && (!open || open.version === known.version) ? known.checked : this.checkNow(file);
  }

  /** The same, with what is known of the host by now: for those who act. */
  async checkNow({ uri }: SpecFile): Promise<CheckedSpec | undefined> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)).then(
      (opened) => opened,
      () => undefined,
    );
    const checked = document && (await this.#language.checkedSpec(uri));
    if (checked) this.#known.set(uri, { version: document.version, checked });
    return checked;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #followed(document: vscode.TextDocument): void {
    if (isSpec(document)) this.#changedSoon();
  }

  /** What was edited and not saved is gone. VS Code closes by itself what nobody shows: that changes nothing. */
  #closed(document: vscode.TextDocument): void {
    if (document.version > 1 && isSpec(document)) this.#another(document.uri);
  }

  #another(uri: vscode.Uri): void {
    this.#known.delete(uri.toString());
    this.#changedSoon();
  }

  #lookAgain(): void {
    this.#found = undefined;
    this.#changedSoon();
  }

  #changedSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), TYPING_MS);
  }
}

/** The file of an address on this host. */
export function specFile(uri: vscode.Uri): SpecFile {
  return { uri: uri.toString(), path: uri.fsPath, shown: vscode.workspace.asRelativePath(uri) };
}

function isSpec(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && isCspec(document);
}
