import type { LangiumDocument, Lexer } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import type { Position } from 'vscode-languageserver-protocol';
import type { Span } from '../../check/check.ts';
import { advance, mayEnd, type NextSlot, Syntax, slotsOf, type Thread } from './syntax.ts';

/** A token of a statement and what it is in it. */
export interface Word {
  readonly text: string;
  readonly offset: number;
  /** `Address.value`; undefined for keywords and for what does not fit. */
  readonly property: string | undefined;
}

/** A block that is open at the cursor. */
export interface Block {
  /** Rule of the statement that the block is of: `Container`; `Spec` for the file. */
  readonly rule: string;
  /** The words before its `{`. */
  readonly head: readonly Word[];
}

/** Where in a text a cursor is, from the words before it. */
export interface Cursor {
  readonly offset: number;
  /** The file first, the innermost last. */
  readonly blocks: readonly Block[];
  readonly block: Block;
  /** Rule of the statement that is being written; undefined between statements. */
  readonly rule: string | undefined;
  /** Its words before the one at the cursor. */
  readonly words: readonly Word[];
  /** What may stand at the cursor within the statement. */
  readonly expected: readonly NextSlot[];
  /** What new statements of the block may begin with; empty where the statement wants to go on. */
  readonly beginnings: readonly NextSlot[];
  /** The word that the cursor is in or behind; empty between words. */
  readonly word: Span & { readonly before: string };
}

const WORD_BEFORE = /[^\s"'{}[\],#=]*$/;
const WORD_AFTER = /^[^\s"'{}[\],#=]*/;

/** Reads where in texts a cursor is. */
export class Cursors {
  readonly #syntax: Syntax;
  readonly #lexer: Lexer;

  constructor({ Grammar, parser }: LangiumServices) {
    this.#syntax = new Syntax(Grammar);
    this.#lexer = parser.Lexer;
  }

  /** Undefined in a comment or a text in quotes. */
  at({ textDocument }: LangiumDocument, position: Position): Cursor | undefined {
    return cursorAt(textDocument.getText(), textDocument.offsetAt(position), this.#syntax, this.#lexer);
  }
}

function cursorAt(text: string, offset: number, syntax: Syntax, lexer: Lexer): Cursor | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (isQuotedOrComment(line)) return undefined;
  const before = WORD_BEFORE.exec(line)?.[0] ?? '';
  const start = offset - before.length;
  const end = offset + (WORD_AFTER.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  const reader = new Reader(syntax);
  for (const { tokenType, image, startOffset } of lexer.tokenize(text.slice(0, start)).tokens) {
    reader.read(tokenType.name.replace(/:KW$/, ''), image, startOffset);
  }
  return { offset, ...reader.place(), word: { offset: start, end, before } };
}

function isQuotedOrComment(line: string): boolean {
  return /["#]/.test(line.replace(/"(?:[^"\\]|\\.)*"/g, ''));
}

interface Statement {
  readonly threads: readonly Thread[];
  readonly words: readonly Word[];
}

/** Reads tokens into blocks and statements. What does not fit ends a statement, never the reading. */
class Reader {
  readonly #syntax: Syntax;
  #blocks: readonly Block[] = [{ rule: 'Spec', head: [] }];
  #statement: Statement | undefined;

  constructor(syntax: Syntax) {
    this.#syntax = syntax;
  }

  read(token: string, text: string, offset: number): void {
    if (token === '}') {
      this.#blocks = this.#blocks.length > 1 ? this.#blocks.slice(0, -1) : this.#blocks;
      this.#statement = undefined;
      return;
    }
    const next = this.#goOn(token, text, offset) ?? this.#begin(token, text, offset);
    if (token === '{') this.#open(next ?? this.#asOuter(text, offset) ?? this.#asBlock(text, offset), offset);
    else this.#statement = next;
  }

  place(): Omit<Cursor, 'offset' | 'word'> {
    const block = this.#blocks.at(-1) ?? { rule: 'Spec', head: [] };
    const { threads, words } = this.#statement ?? { threads: [], words: [] };
    const expected = slotsOf(threads);
    const open = this.#inList();
    return {
      blocks: this.#blocks,
      block,
      rule: threads[0]?.rule,
      words,
      expected,
      beginnings: open || mustGoOn(threads) ? [] : slotsOf(this.#syntax.statementsIn(block.rule)),
    };
  }

  #goOn(token: string, text: string, offset: number): Statement | undefined {
    if (!this.#statement) return undefined;
    const { threads, words } = this.#statement;
    const next = advance(threads, token);
    if (next.length > 0) return grown(words, next, text, offset);
    if (!this.#inList()) return undefined;
    // A comma is missing in a list.
    const late = advance(advance(threads, ','), token);
    return late.length > 0 ? grown(words, late, text, offset) : undefined;
  }

  /** The beginning of a statement of this block, or of one around it whose `}` was forgotten. */
  #begin(token: string, text: string, offset: number): Statement | undefined {
    for (let depth = this.#blocks.length; depth > 0; depth--) {
      const next = advance(this.#syntax.statementsIn(this.#blocks[depth - 1]?.rule ?? ''), token);
      if (next.length === 0) continue;
      this.#blocks = this.#blocks.slice(0, depth);
      return grown([], next, text, offset);
    }
    return undefined;
  }

  /** A statement that goes on with `{` though it may not: read as one of a block around it whose `}` was forgotten. */
  #asOuter(text: string, offset: number): Statement | undefined {
    const words = [...(this.#statement?.words ?? []), { text, offset, property: undefined }];
    for (let depth = this.#blocks.length - 1; depth > 0; depth--) {
      const start = this.#syntax.statementsIn(this.#blocks[depth - 1]?.rule ?? '');
      const read = words.reduce<Statement>(
        (statement, word) => grown(statement.words, advanceText(statement.threads, word.text), word.text, word.offset),
        { threads: start, words: [] },
      );
      if (read.threads.length === 0) continue;
      this.#blocks = this.#blocks.slice(0, depth);
      return read;
    }
    return undefined;
  }

  /** A block whose head is not complete. */
  #asBlock(text: string, offset: number): Statement | undefined {
    const { threads, words } = this.#statement ?? { threads: [], words: [] };
    return { threads, words: [...words, { text, offset, property: undefined }] };
  }

  #open(statement: Statement | undefined, offset: number): void {
    const rule = statement?.threads[0]?.rule ?? 'unknown';
    const head = statement?.words.slice(0, -1) ?? [{ text: '{', offset, property: undefined }];
    this.#blocks = [...this.#blocks, { rule, head }];
    this.#statement = undefined;
  }

  #inList(): boolean {
    const words = this.#statement?.words ?? [];
    return words.findLastIndex(({ text }) => text === '[') > words.findLastIndex(({ text }) => text === ']');
  }
}

function grown(words: readonly Word[], next: ReturnType<typeof advance>, text: string, offset: number): Statement {
  const property = next.find(({ slot }) => slot.property !== undefined)?.slot.property;
  return { threads: next, words: [...words, { text, offset, property }] };
}

/** Goes on with a word whose token is not known any more: a keyword or a name. */
function advanceText(threads: readonly Thread[], text: string): ReturnType<typeof advance> {
  const asKeyword = advance(threads, text);
  return asKeyword.length > 0 ? asKeyword : advance(threads, /^[A-Za-z_][\w-]*\./.test(text) ? 'DOTTED' : 'ID');
}

/** No thread of the statement may end here. */
function mustGoOn(threads: readonly Thread[]): boolean {
  return threads.length > 0 && threads.every(({ state }) => !mayEnd(state));
}
