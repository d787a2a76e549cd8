import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { printable } from '../../base/text.ts';
import { errorText } from '../../protocol/errors.ts';
import {
  PageFailed,
  PageReady,
  PanelInbox,
  type PanelMessage,
  type SentMessage,
  StartPage,
} from '../../protocol/panel.ts';

export interface PanelOptions {
  readonly view: vscode.WebviewPanel;
  /** Sentences in the language of VS Code; undefined when that is English. */
  readonly bundle: Readonly<Record<string, string>> | undefined;
  /** Told of messages that were refused, and of what the page did not foresee. */
  readonly warn: (line: string) => void;
}

/**
 * A panel with its page. A page that is hidden ends; one that is shown again begins anew with `onReady`. Disposing it
 * leaves the panel open.
 */
export class Panel implements Disposable {
  readonly #options: PanelOptions;
  readonly #store = new DisposableStore();
  readonly #inbox = new PanelInbox();
  readonly #ready = new Emitter<void>();
  readonly #visibility = new Emitter<boolean>();
  #visible: boolean;

  /** The page runs and knows nothing yet. */
  readonly onReady = this.#ready.event;
  readonly onDidChangeVisibility = this.#visibility.event;

  constructor(options: PanelOptions) {
    const { view } = options;
    this.#options = options;
    this.#visible = view.visible;
    this.#store.add(this.#ready);
    this.#store.add(this.#visibility);
    this.#store.add(view.onDidChangeViewState(() => this.#follow(view.visible)));
    this.#store.add(view.webview.onDidReceiveMessage((message: unknown) => this.#take(message)));
    this.#inbox.on(PageReady, () => this.#start()).on(PageFailed, ({ reason }) => this.#warn(reason));
  }

  get visible(): boolean {
    return this.#visible;
  }

  set title(title: string) {
    this.#options.view.title = title;
  }

  /** Sends a message to the page, if there is one. */
  post<T>({ type }: PanelMessage<T>, body: T): void {
    const message: SentMessage = { type, body };
    void this.#options.view.webview.postMessage(message);
  }

  /** Takes messages of one kind from the page. */
  on<T>(kind: PanelMessage<T>, take: (body: T) => void): void {
    this.#inbox.on(kind, take);
  }

  reveal(): void {
    this.#options.view.reveal();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #start(): void {
    const { bundle } = this.#options;
    this.post(StartPage, bundle ? { bundle } : {});
    this.#ready.fire();
  }

  #follow(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#visibility.fire(visible);
  }

  /** What is not of the form that its kind has does nothing. */
  #take(message: unknown): void {
    try {
      this.#inbox.take(message);
    } catch (error) {
      this.#warn(`refused a message: ${errorText(error)}`);
    }
  }

  #warn(what: string): void {
    this.#options.warn(`The page of “${this.#options.view.viewType}”: ${printable(what, 4000)}`);
  }
}
