import { formatMessage, type Message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';

/** A sentence in the language of VS Code; its arguments are raw text and are made printable. */
export type Say = (sentence: Message) => string;

/** @param bundle translations by their English text */
export function sayer(bundle: Readonly<Record<string, string>> = {}): Say {
  return ({ text, args }) => {
    const translated = Object.hasOwn(bundle, text) ? bundle[text] : undefined;
    return formatMessage({ text: translated ?? text, args }, (arg) => printable(arg));
  };
}
