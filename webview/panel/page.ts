import { errorText } from '../../src/protocol/errors.ts';
import {
  PageFailed,
  PageNotice,
  PageReady,
  PanelInbox,
  type PanelMessage,
  type SentMessage,
  StartPage,
} from '../../src/protocol/panel.ts';
import type { Reader } from '../../src/protocol/reader.ts';
import { element, setText } from './element.ts';
import { type Say, sayer } from './say.ts';

/** What VS Code gives to a page, once. */
interface VsCodeApi {
  postMessage(message: SentMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's end of a panel. */
export class Page {
  readonly #vscode = acquireVsCodeApi();
  readonly #inbox = new PanelInbox();
  readonly #notice = element('p', { class: 'notice', role: 'status' });

  /** @param start builds the page; messages that it waits for come after it */
  constructor(start: (page: Page, say: Say) => unknown) {
    addEventListener('message', (event) => this.#take(event));
    addEventListener('error', ({ message }) => this.fail(message));
    addEventListener('unhandledrejection', ({ reason }) => this.fail(String(reason)));
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      this.fail(`against the policy ${violatedDirective}: ${blockedURI}`),
    );
    document.body.append(this.#notice);
    this.on(PageNotice, ({ text }) => setText(this.#notice, text ?? ''));
    this.#inbox.on(StartPage, ({ bundle }) => start(this, sayer(bundle)));
  }

  /** Tells the extension that the page runs. */
  begin(): void {
    this.post(PageReady, null);
  }

  on<T>(kind: PanelMessage<T>, take: (body: T) => void): void {
    this.#inbox.on(kind, take);
  }

  post<T>({ type }: PanelMessage<T>, body: T): void {
    this.#vscode.postMessage({ type, body });
  }

  /** What was kept before the page was hidden, or the window reloaded; undefined for nothing of this form. */
  kept<S>(read: Reader<S>): S | undefined {
    try {
      return read(this.#vscode.getState(), 'state');
    } catch {
      return undefined;
    }
  }

  keep(state: unknown): void {
    this.#vscode.setState(state);
  }

  /** Takes what VS Code passes on, which is of the page's own origin; what is of another form does nothing. */
  #take(event: MessageEvent): void {
    if (event.origin !== origin) return;
    try {
      this.#inbox.take(event.data);
    } catch (error) {
      this.fail(`refused a message: ${errorText(error)}`);
    }
  }

  /** Tells the log of something that nobody foresaw. */
  fail(reason: string): void {
    this.post(PageFailed, { reason: reason.slice(0, 4000) });
  }
}
