import type { Edit } from '../check/check.ts';
import { type FlatSizes, flatSizes } from './flat-sizes.ts';
import { bracketPairs, type Item } from './items.ts';

/** What is to be laid out. */
export interface Layout {
  readonly text: string;
  readonly items: readonly Item[];
  /** Offsets at which statements begin. */
  readonly beginnings: ReadonlySet<number>;
  /** 1 for items that may be laid out anew. */
  readonly safe: Uint8Array;
  /** Columns of a line that a block or a list on one line may fill. */
  readonly width: number;
  /** The line break of the file. */
  readonly eol: string;
}

export const INDENT = '  ';

interface Frame {
  readonly kind: '{' | '[';
  /** All on one line. */
  readonly flat: boolean;
  /** Depth of what is inside. */
  readonly level: number;
}

/**
 * Lays out a file: goes through its items once and says what stands between each and the one before. Only blanks and
 * commas that end a list change, so no token is lost or moved; a comma behind a comment comes before it.
 */
export function layOut(layout: Layout): Edit[] {
  return new Printer(layout).edits();
}

class Printer {
  readonly #layout: Layout;
  readonly #items: readonly Item[];
  readonly #pairs: Int32Array;
  readonly #flat: FlatSizes;
  readonly #frames: Frame[] = [];
  /** What stands before each item; undefined: the item is dropped. */
  readonly #before: (string | undefined)[] = [];
  /** Items with a comma behind them which they do not have in the text. */
  readonly #commas = new Set<number>();
  #column = 0;
  /** The last item that was printed, −1 at the beginning. */
  #last = -1;
  /** The last one that is no comment. */
  #lastToken = -1;
  /** The next item that is no comment, as far as it was looked for. */
  #next = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#items = layout.items;
    this.#pairs = bracketPairs(layout.items);
    this.#flat = flatSizes(layout.items, layout.beginnings);
  }

  edits(): Edit[] {
    for (const [at, item] of this.#items.entries()) this.#print(at, item);
    const { text, eol } = this.#layout;
    const edits: Edit[] = [];
    let offset = 0;
    let comma = '';
    const put = (end: number, wanted: string) => {
      if (text.slice(offset, end) !== wanted) edits.push({ offset, end, text: wanted });
    };
    for (const [at, { start, end }] of this.#items.entries()) {
      const before = this.#before[at];
      if (before === undefined) continue;
      put(start, comma + before);
      offset = end;
      comma = this.#commas.has(at) ? ',' : '';
    }
    put(text.length, this.#items.length > 0 ? eol : this.#mark);
    return edits;
  }

  #print(at: number, item: Item): void {
    if (item.kind === ',' && this.#isFree(at) && this.#isMoved(at)) return;
    if (item.kind === ']' && this.#isFree(at)) this.#endList();
    const before = this.#isFree(at) ? this.#blanksBefore(at, item) : this.#kept(at, item);
    this.#before[at] = before;
    this.#column = lastLineLength(before, this.#column);
    if (this.#isSafe(at)) {
      if (item.kind === '}' || item.kind === ']') this.#frames.pop();
      if (item.kind === '{' || item.kind === '[') this.#open(at, item.kind);
    }
    this.#column += item.end - item.start;
    this.#last = at;
    if (item.kind !== 'comment') this.#lastToken = at;
  }

  #isSafe(at: number): boolean {
    return this.#layout.safe[at] === 1;
  }

  /** The blanks before an item may change. */
  #isFree(at: number): boolean {
    return this.#isSafe(at) && (at === 0 || this.#isSafe(at - 1));
  }

  #begins(at: number): boolean {
    return this.#layout.beginnings.has(this.#items[at]?.start ?? -1);
  }

  /** What cannot be laid out keeps the blanks around it; only an element behind it begins its line. */
  #kept(at: number, { start }: Item): string {
    const blanks = this.#layout.text.slice(this.#items[this.#last]?.end ?? 0, start);
    return this.#isSafe(at) ? blanks.replace(/(?<=[\n\r])[^\n\r]*$/, '') : blanks;
  }

  /** The comma comes before the comment that it stood behind; that at the end of a list on one line goes. */
  #isMoved(at: number): boolean {
    if (this.#top?.flat === true) return this.#items[at + 1]?.kind === ']';
    if (this.#items[this.#last]?.kind !== 'comment') return false;
    this.#commas.add(this.#lastToken);
    return true;
  }

  /** A list on several lines ends in a comma. */
  #endList(): void {
    const kind = this.#items[this.#lastToken]?.kind;
    if (this.#top?.flat === false && kind !== ',' && kind !== '[') this.#commas.add(this.#lastToken);
  }

  get #top(): Frame | undefined {
    return this.#frames.at(-1);
  }

  get #level(): number {
    return this.#top?.level ?? 0;
  }

  #open(at: number, kind: '{' | '['): void {
    const level = this.#level + 1;
    const other = this.#pairs[at] ?? -1;
    this.#frames.push({ kind, level, flat: other >= 0 && this.#isFlat(at, other, kind) });
  }

  /** A block stays on its line, a list comes to one, if it fits and has no comment. */
  #isFlat(open: number, close: number, kind: '{' | '['): boolean {
    if (this.#top?.flat === true || close === open + 1) return true;
    const { widths, breaks, comments } = this.#flat;
    const among = (sums: Int32Array) => (sums[close] ?? 0) - (sums[open] ?? 0);
    if (among(comments) > 0 || (kind === '{' && among(breaks) > 0)) return false;
    return this.#column + 1 + among(widths) <= this.#layout.width;
  }

  #blanksBefore(at: number, item: Item): string {
    if (this.#last < 0) return this.#mark;
    return item.kind === 'comment' ? this.#beforeComment(at, item) : this.#beforeToken(at, item);
  }

  #beforeComment(at: number, { breaks }: Item): string {
    const before = this.#items[this.#last]?.kind;
    if (breaks === 0 && before !== 'comment') return INDENT;
    return this.#isBetween(at) ? this.#newStatement(breaks) : this.#newLine(this.#inside);
  }

  /** A comment stands between statements, not in one. */
  #isBetween(at: number): boolean {
    while (this.#next <= at || this.#items[this.#next]?.kind === 'comment') this.#next++;
    const next = this.#items[this.#next];
    return next === undefined || !this.#isSafe(this.#next) || next.kind === '}' || this.#begins(this.#next);
  }

  #beforeToken(at: number, { kind, breaks }: Item): string {
    const isFlat = this.#top?.flat === true;
    const before = this.#items[this.#last]?.kind;
    if (isFlat) return this.#blanks(at);
    if (kind === '}' || kind === ']') return this.#newLine(this.#level - 1);
    if (this.#begins(at)) return this.#newStatement(breaks);
    if (this.#top?.kind === '[' && (before === ',' || before === '[')) return this.#newLine(this.#level);
    if (before === 'comment') return this.#newLine(kind === '{' ? this.#level : this.#inside);
    return this.#blanks(at);
  }

  #blanks(at: number): string {
    return ' '.repeat(this.#flat.spaces[at] ?? 1);
  }

  /** Depth of a further line of a statement. */
  get #inside(): number {
    return this.#top?.kind === '[' ? this.#level : this.#level + 1;
  }

  /** A new line in a block; of empty lines in the text one stays, but not at the beginning of the block. */
  #newStatement(breaks: number): string {
    const isFirst = this.#items[this.#last]?.kind === '{';
    return (breaks > 1 && !isFirst ? this.#layout.eol : '') + this.#newLine(this.#level);
  }

  #newLine(level: number): string {
    return this.#layout.eol + INDENT.repeat(level);
  }

  /** The byte order mark stays. */
  get #mark(): string {
    return this.#layout.text.startsWith('\uFEFF') ? '\uFEFF' : '';
  }
}

function lastLineLength(blanks: string, column: number): number {
  const line = Math.max(blanks.lastIndexOf('\n'), blanks.lastIndexOf('\r')) + 1;
  return line > 0 ? blanks.length - line : column + blanks.length;
}
