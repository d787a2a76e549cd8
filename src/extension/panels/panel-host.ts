import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { errorText } from '../../protocol/errors.ts';
import type { Reader } from '../../protocol/reader.ts';
import type { Sight } from '../attention.ts';
import { pageHtml, pagesFolder } from './page-html.ts';
import { Panel } from './panel.ts';

/** One kind of panel: what it shows is its state, which its page keeps over a reload of the window. */
export interface PanelKind<S> {
  /** `isolens.groupDetails`; `onWebviewPanel:` with it is an activation event of the manifest. */
  readonly viewType: string;
  /** Name of its bundles in `dist/webview`, and of its icons in `media`. */
  readonly page: string;
  readonly readState: Reader<S>;
  /** There is one panel for each key: opening it again shows the one that is there. */
  readonly keyOf: (state: S) => string;
  readonly titleOf: (state: S) => string;
  readonly serve: (panel: Panel, state: S) => Served<S>;
  /** Whether its page runs a worker, and makes images. */
  readonly draws?: true;
}

/** What keeps a panel up to date until it is disposed. */
export interface Served<S> extends Disposable {
  /** What it shows now. */
  readonly state: S;
  /** It was opened again, for this. */
  reopen?(state: S): void;
}

/** A panel that is open. */
interface Open {
  readonly panel: Panel;
  readonly served: Disposable;
  readonly key: () => string;
  /** Opened again; the state is of its kind, as the key is. */
  readonly reopen: (state: unknown) => void;
}

/** Makes all panels, brings them back after a reload, and tells whether somebody can see one. */
export class PanelHost implements Disposable, Sight {
  readonly #extension: vscode.Uri;
  readonly #warn: (line: string) => void;
  readonly #store = new DisposableStore();
  readonly #open = new Set<Open>();
  readonly #changed = new Emitter<unknown>();

  readonly onDidChangeVisibility = this.#changed.event;

  constructor(extension: vscode.Uri, warn: (line: string) => void) {
    this.#extension = extension;
    this.#warn = warn;
    this.#store.add(this.#changed);
  }

  /** Whether any panel can be seen. */
  get visible(): boolean {
    return [...this.#open].some(({ panel }) => panel.visible);
  }

  /** Panels of this kind come back after a reload. */
  register<S>(kind: PanelKind<S>): void {
    this.#store.add(
      vscode.window.registerWebviewPanelSerializer(kind.viewType, {
        deserializeWebviewPanel: async (view, state: unknown) => this.#restore(kind, view, state),
      }),
    );
  }

  /** Shows the panel for a state. */
  open<S>(kind: PanelKind<S>, state: S, column = vscode.ViewColumn.Active): void {
    const wanted = keyOf(kind, state);
    const there = [...this.#open].find(({ key }) => key() === wanted);
    if (there) {
      there.panel.reveal();
      there.reopen(state);
      return;
    }
    const { viewType, titleOf } = kind;
    this.#adopt(kind, vscode.window.createWebviewPanel(viewType, titleOf(state), column), state);
  }

  /** Panels stay open: after a reload of the window they come back. */
  dispose(): void {
    for (const open of this.#open) release(open);
    this.#store.dispose();
  }

  /** A state that this version cannot read is of another one: its panel closes. */
  #restore<S>(kind: PanelKind<S>, view: vscode.WebviewPanel, value: unknown): void {
    try {
      this.#adopt(kind, view, kind.readState(value, 'state'));
    } catch (error) {
      this.#warn(`A panel was not restored: ${errorText(error)}`);
      view.dispose();
    }
  }

  #adopt<S>(kind: PanelKind<S>, view: vscode.WebviewPanel, state: S): void {
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(this.#extension)] };
    view.iconPath = this.#icon(kind.page);
    const panel = new Panel({ view, bundle: vscode.l10n.bundle, warn: this.#warn });
    const served = kind.serve(panel, state);
    const reopen = (value: unknown) => served.reopen?.(kind.readState(value, 'state'));
    const open: Open = { panel, served, key: () => keyOf(kind, served.state), reopen };
    this.#open.add(open);
    panel.onDidChangeVisibility(() => this.#changed.fire(undefined));
    view.onDidDispose(() => {
      this.#open.delete(open);
      release(open);
      this.#changed.fire(undefined);
    });
    webview.html = pageHtml(webview, this.#extension, kind, vscode.env.language);
    this.#changed.fire(undefined);
  }

  #icon(page: string): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
    const file = (theme: string) => vscode.Uri.joinPath(this.#extension, 'media', `${page}-${theme}.svg`);
    return { light: file('light'), dark: file('dark') };
  }
}

function release({ served, panel }: Open): void {
  served.dispose();
  panel.dispose();
}

function keyOf<S>(kind: PanelKind<S>, state: S): string {
  return `${kind.viewType} ${kind.keyOf(state)}`;
}
