import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { printable } from '../base/text.ts';

const SCHEME = 'isolens';

/** Documents that nobody can edit; their text is made when they are opened. */
export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, string>();

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#store.add(this.#changed);
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.#store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t('This was made before the window was reloaded. Ask for it again.')
    );
  }

  /** Lines under a title; the same title again has them in the same document. `key` tells hosts apart. */
  put(title: string, key: string, lines: readonly string[]): vscode.Uri {
    const name = printable(title, 80).replaceAll('/', '∕');
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: key });
    this.#texts.set(uri.toString(), `${lines.join('\n')}\n`);
    this.#changed.fire(uri);
    return uri;
  }

  /** Shows lines in a document of their own, as `put` makes it. */
  async show(title: string, key: string, lines: readonly string[]): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(title, key, lines));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
