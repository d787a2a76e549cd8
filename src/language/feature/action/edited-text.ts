import type { Edit } from '../../check/check.ts';

/** A part of the text as it is now: from the original (`from`: offset there), or put in. */
interface Piece {
  readonly from?: number;
  readonly text: string;
}

/** A text that is edited over and over again, and what all that comes to in the original. */
export class EditedText {
  readonly #length: number;
  #pieces: readonly Piece[];

  constructor(original: string) {
    this.#length = original.length;
    this.#pieces = [{ from: 0, text: original }];
  }

  get text(): string {
    return this.#pieces.map(({ text }) => text).join('');
  }

  /** Edits of the text as it is now, in any order; they do not overlap. */
  apply(edits: readonly Edit[]): void {
    const next: Piece[] = [];
    let at = 0;
    for (const { offset, end, text } of edits.toSorted((a, b) => a.offset - b.offset || a.end - b.end)) {
      next.push(...this.#between(at, offset), { text });
      at = end;
    }
    next.push(...this.#between(at, Number.POSITIVE_INFINITY));
    this.#pieces = next.filter(({ text }) => text !== '');
  }

  /** Edits of the original that give the text as it is now: in order, without overlaps. */
  edits(): readonly Edit[] {
    const edits: Edit[] = [];
    let at = 0;
    let put = '';
    for (const { from, text } of [...this.#pieces, { from: this.#length, text: '' }]) {
      if (from === undefined) {
        put += text;
        continue;
      }
      if (put !== '' || from > at) edits.push({ offset: at, end: from, text: put });
      put = '';
      at = from + text.length;
    }
    return edits;
  }

  /** The pieces between two offsets of the text as it is now. */
  #between(start: number, end: number): Piece[] {
    const parts: Piece[] = [];
    let at = 0;
    for (const { from, text } of this.#pieces) {
      const first = Math.max(start - at, 0);
      const part = text.slice(first, Math.max(end - at, 0));
      at += text.length;
      if (part !== '') parts.push({ text: part, ...(from !== undefined && { from: from + first }) });
    }
    return parts;
  }
}
