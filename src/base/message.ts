/**
 * A sentence for people with its arguments apart, so that it can be translated after it crossed a process border.
 * `text` is English with placeholders `{0}`, `{1}`, …; it is also the key of the translation.
 */
export interface Message {
  readonly text: string;
  /** Raw text, numbers, and sentences in a sentence. */
  readonly args: readonly MessageArgument[];
}

export type MessageArgument = string | number | Message;

/** Makes a {@link Message}. `text` must be a literal: the translation bundle is made from the sources. */
export function message(text: string, ...args: MessageArgument[]): Message {
  return { text, args };
}

/** The sentence in English, arguments passed through `show` (escape raw text there). */
export function formatMessage(m: Message, show: (arg: string) => string = (arg) => arg): string {
  return m.text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const arg = m.args[Number(index)];
    if (arg === undefined) return whole;
    return typeof arg === 'object' ? formatMessage(arg, show) : show(String(arg));
  });
}
