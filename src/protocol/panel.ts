import { fields } from './fields.ts';
import { flag, object, oneOf, optional, type Reader, record, text } from './reader.ts';

/** One kind of message between the extension and the page of a panel; its reader takes nothing of another form. */
export interface PanelMessage<T> {
  readonly type: string;
  readonly read: Reader<T>;
}

/** A message as it crosses the border. */
export interface SentMessage {
  readonly type: string;
  readonly body: unknown;
}

export function panelMessage<T>(type: string, read: Reader<T>): PanelMessage<T> {
  return { type, read };
}

/** What a page needs before anything else. */
export interface PanelStart {
  /** Sentences in the language of VS Code by their English text; missing when that is English. */
  readonly bundle?: Readonly<Record<string, string>>;
}

/** More sentences than any translation has. */
const MOST_SENTENCES = 20_000;

/** Page to extension: it runs, and knows nothing yet; also after it was hidden, when it is made anew. */
export const PageReady = panelMessage('ready', oneOf(null));
/** Extension to page, first. */
export const StartPage = panelMessage(
  'start',
  object<PanelStart>({ bundle: optional(record(text(), MOST_SENTENCES)) }),
);
/** Page to extension: something that nobody foresaw, for the log. */
export const PageFailed = panelMessage('failed', object<{ readonly reason: string }>({ reason: text(4000) }));

/** Page to extension: nothing is read until it is not paused any more. */
export const PausePanel = panelMessage('pause', object<{ readonly paused: boolean }>({ paused: flag }));
/** Extension to page: what keeps it from being live, in the language of VS Code; nothing when it is. */
export const PageNotice = panelMessage('notice', object<{ readonly text?: string }>({ text: optional(text()) }));

/** Gives messages to those who wait for their kind. */
export class PanelInbox {
  readonly #takers = new Map<string, (body: unknown) => void>();

  on<T>({ type, read }: PanelMessage<T>, take: (body: T) => void): this {
    this.#takers.set(type, (body) => take(read(body, type)));
    return this;
  }

  /** Does nothing for a message of an unknown kind. @throws ProtocolError invalid for one of another form */
  take(message: unknown): void {
    const { type, body } = fields(message, 'message');
    if (typeof type === 'string') this.#takers.get(type)?.(body);
  }
}
