import type { LexerResult } from 'langium';

export type ItemKind = 'word' | 'comment' | 'unreadable' | '{' | '}' | '[' | ']' | ',' | '=';

/** A token, a comment or something that is no token, in the order of the text. */
export interface Item {
  readonly kind: ItemKind;
  readonly start: number;
  readonly end: number;
  /** Line breaks between the item before and this one. */
  readonly breaks: number;
}

const SIGNS: ReadonlySet<string> = new Set<ItemKind>(['{', '}', '[', ']', ',', '=']);

/** Everything in a text but the blanks; a comment ends before the blanks at its end. */
export function itemsOf(text: string, { tokens, hidden, errors }: LexerResult): Item[] {
  const items: Item[] = [];
  let [token, comment, error] = [0, 0, 0];
  let end = 0;
  const add = (kind: ItemKind, start: number, length: number) => {
    items.push({ kind, start, end: start + length, breaks: lineBreaks(text, end, start) });
    end = start + length;
  };
  while (token < tokens.length || comment < hidden.length || error < errors.length) {
    const atToken = tokens[token]?.startOffset ?? Number.POSITIVE_INFINITY;
    const atComment = hidden[comment]?.startOffset ?? Number.POSITIVE_INFINITY;
    const atError = errors[error]?.offset ?? Number.POSITIVE_INFINITY;
    if (atToken < atComment && atToken < atError) {
      const image = tokens[token++]?.image ?? '';
      add(SIGNS.has(image) ? (image as ItemKind) : 'word', atToken, image.length);
    } else if (atComment < atError) {
      add('comment', atComment, hidden[comment++]?.image.trimEnd().length ?? 0);
    } else {
      add('unreadable', atError, errors[error++]?.length ?? 0);
    }
  }
  return items;
}

const [LINE_FEED, RETURN] = [10, 13];

/** Line breaks (`\n`, `\r\n`, `\r`) in a part of a text. */
function lineBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || (code === RETURN && text.charCodeAt(at + 1) !== LINE_FEED)) count++;
  }
  return count;
}

/** The index of the other bracket for each bracket of items that are balanced; others have −1. */
export function bracketPairs(items: readonly Item[]): Int32Array {
  const pairs = new Int32Array(items.length).fill(-1);
  const open: number[] = [];
  for (const [at, { kind }] of items.entries()) {
    if (kind === '{' || kind === '[') open.push(at);
    if (kind !== '}' && kind !== ']') continue;
    const other = open.pop();
    if (other === undefined) continue;
    pairs[at] = other;
    pairs[other] = at;
  }
  return pairs;
}
