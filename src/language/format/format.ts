import type { LangiumDocument, Lexer, LexerResult } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import type { Edit, Span } from '../check/check.ts';
import type { Spec } from '../generated/ast.ts';
import { isTooLarge } from '../lexer.ts';
import { type Item, itemsOf } from './items.ts';
import { layOut } from './layout.ts';
import { beginnings, type Statement, safeItems, statementsOfSpec } from './outline.ts';

export interface FormatOptions {
  /** Columns that a block or a list on one line may fill. */
  readonly width: number;
}

export const STYLE: FormatOptions = { width: 100 };

/** A file that was formatted: the edits in order, and what they were made from. */
export interface Formatted {
  readonly edits: readonly Edit[];
  readonly items: readonly Item[];
  readonly elements: readonly Statement[];
}

/** Edits that bring a file that was parsed into its layout. */
export function format(
  text: string,
  parsed: LangiumDocument<Spec>['parseResult'],
  lexer: Lexer,
  options: FormatOptions = STYLE,
): Formatted {
  const lexed = lexer.tokenize(text);
  if (lexed.errors.some(isTooLarge)) return { edits: [], items: [], elements: [] };
  const items = itemsOf(text, lexed);
  const elements = statementsOfSpec(parsed.value);
  const safe = safeItems(items, elements, parsed);
  const begin = beginnings(elements);
  const first = items.find(({ kind }) => kind !== 'comment');
  if (first) begin.add(first.start);
  const edits = layOut({ ...options, text, items, beginnings: begin, safe, eol: lineBreakOf(text) });
  const isSame = sameTokens(lexed, lexer.tokenize(applyEdits(text, edits)));
  return { edits: isSame ? edits : [], items, elements };
}

/**
 * A text in its layout. Parts with errors stay as they are, and so does a file that is too large. Never throws.
 * @param parser that of the services of the language
 */
export function formatText(text: string, parser: LangiumServices['parser'], options: FormatOptions = STYLE): string {
  const parsed = parser.LangiumParser.parse<Spec>(text);
  return applyEdits(text, format(text, parsed, parser.Lexer, options).edits);
}

/** `\r\n` for a file that has no other line breaks. One for a mixed file must be there afterwards too: `\n`. */
function lineBreakOf(text: string): string {
  return text.includes('\r\n') && !/(?<!\r)\n/.test(text) ? '\r\n' : '\n';
}

/** @param edits in order, without overlap */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { offset, end, text: put } of edits) {
    parts.push(text.slice(at, offset), put);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** Two texts mean the same: their tokens are the same but for commas that end a list. */
export function sameTokens(one: LexerResult, other: LexerResult): boolean {
  const [a, b] = [imagesOf(one), imagesOf(other)];
  return a.length === b.length && a.every((image, at) => image === b[at]);
}

function imagesOf({ tokens, hidden, errors }: LexerResult): string[] {
  const essential = tokens.filter(({ image }, at) => image !== ',' || tokens[at + 1]?.image !== ']');
  const comments = hidden.map(({ image }) => image.trimEnd());
  return [...essential.map(({ image }) => image), ...comments, ...errors.map(({ length }) => String(length))];
}

/** The statements that a part of a text touches, with all that is in them, as one span; undefined: none. */
export function touchedStatements(statements: readonly Statement[], part: Span): Span | undefined {
  const touched = statements.filter(({ offset, end }) => offset <= part.end && end >= part.offset);
  const [first] = touched;
  const last = touched.at(-1);
  if (!first || !last) return undefined;
  const [inner] = first.block;
  const innerEnd = first.block.at(-1)?.end;
  if (first === last && inner && innerEnd !== undefined && part.offset >= inner.offset && part.end <= innerEnd) {
    return touchedStatements(first.block, part);
  }
  return { offset: first.offset, end: last.end };
}
