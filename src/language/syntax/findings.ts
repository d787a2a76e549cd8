import type { Grammar, LangiumDocument } from 'langium';
import { type Message, message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import type { Fix, Span } from '../check/check.ts';
import type { Found } from '../check/checker.ts';
import { n04 } from '../check/n04-unusable-name.ts';
import { n06 } from '../check/n06-reserved-word.ts';
import type { Spec } from '../generated/ast.ts';
import { allKeywords } from '../keywords.ts';
import { isTooLarge, MAX_LENGTH, MAX_TOKENS } from '../lexer.ts';
import { type ParserComplaint, parseComplaint } from '../parser-errors.ts';
import { bareAddress, bareSetting, defaultRoute, elsewhere, foreignComment } from './misplaced.ts';
import {
  barePath,
  missingBrackets,
  missingComma,
  missingKind,
  missingQuotes,
  missingWord,
  needlessQuotes,
  needlessSign,
} from './missing.ts';
import { brokenName, noName } from './names.ts';
import { type Explain, endsStatement, type SyntaxError, syntaxError } from './syntax-error.ts';
import { CHECK, expectation, likeAnother } from './words.ts';

/** More errors than this are not told: one mistake early in a long file must not bury the reader. */
const MAX_ERRORS = 200;

/** What lexer and parser could not read. No comment silences it. */
export function syntaxFindings(document: LangiumDocument<Spec>, grammar: Grammar): Found[] {
  const { lexerErrors, parserErrors } = document.parseResult;
  const text = document.textDocument.getText();
  if (lexerErrors.some(isTooLarge)) return [{ check: CHECK, offset: 0, end: 1, message: tooLarge(), isSyntax: true }];
  const unreadable = lexerErrors.map(({ offset, length }) => ({ offset, end: offset + Math.max(1, length) }));
  const lexical = unreadable.slice(0, MAX_ERRORS).map((span) => ({ ...span, ...explainSigns(text, span) }));
  const follows = followers(text, unreadable);
  let last: ParserComplaint | undefined;
  const syntactic = parserErrors.slice(0, MAX_ERRORS).flatMap((error): Omit<Found, 'isSyntax'>[] => {
    const span = spanOfToken(error, document);
    // The signs before it are what the parser did not see.
    if (follows.has(span.offset)) return [];
    const complaint = parseComplaint(error.message);
    if (!complaint) return [{ check: CHECK, ...span, message: message('{0}', error.message) }];
    const [opening, told] = [last?.expected.join(), last?.rule];
    last = complaint;
    // Where the bracket that opens a list was missing, the one that closes it is not missed.
    if (opening === '[' && told === complaint.rule && complaint.expected.includes(']')) return [];
    return [{ ...span, ...explain(syntaxError(complaint, span, document, grammar)) }];
  });
  return [...lexical, ...syntactic].slice(0, MAX_ERRORS).map((found) => ({ ...found, isSyntax: true }));
}

/** Offsets of words behind unreadable signs, with nothing but blanks between. */
function followers(text: string, signs: readonly Span[]): ReadonlySet<number> {
  return new Set(signs.map(({ end }) => end + (/^\s*/.exec(text.slice(end, end + 200))?.[0].length ?? 0)));
}

const EXPLANATIONS: readonly Explain[] = [
  brokenName,
  noName,
  reservedName,
  foreignComment,
  bareSetting,
  bareAddress,
  barePath,
  defaultRoute,
  missingKind,
  missingComma,
  missingBrackets,
  missingQuotes,
  needlessQuotes,
  needlessSign,
  likeAnother,
  elsewhere,
  missingWord,
];

function explain(error: SyntaxError): NonNullable<ReturnType<Explain>> {
  for (const one of EXPLANATIONS) {
    const said = one(error);
    if (said) return said;
  }
  const { found } = error;
  if (found !== '' && endsStatement(error)) return { check: CHECK, message: message('{0} cannot stand here.', found) };
  return { check: CHECK, message: expectation(error) };
}

/** A name is missing, and a word of the language stands on the same line in its place. */
function reservedName({ expected, found, grammar, span, text }: SyntaxError): ReturnType<Explain> {
  const [before = ''] = /[^\n]*$/.exec(text.slice(0, span.offset)) ?? [];
  if (!expected.includes('ID') || before.trim() === '' || !allKeywords(grammar).includes(found)) return undefined;
  const better = `${found}-1`;
  return {
    check: n06,
    message: message('{0} is a word of the language and cannot be a name.', found),
    fixes: [{ title: message('Use {0}', better), edits: [{ ...span, text: better }], preferred: true }],
  };
}

function tooLarge(): Message {
  return message(
    'This file is too large: files of up to {0} characters and {1} words and signs are read.',
    MAX_LENGTH,
    MAX_TOKENS,
  );
}

/** What is said of signs that begin no word of the language. */
function explainSigns(text: string, { offset, end }: Span): NonNullable<ReturnType<Explain>> {
  const signs = text.slice(offset, end);
  const removal: Fix = { title: message('Remove {0}', printable(signs, 20)), edits: [{ offset, end, text: '' }] };
  if (signs.startsWith('"')) return { check: CHECK, message: message('This text has no closing quote on its line.') };
  if (signs.startsWith("'")) return { check: CHECK, message: message('Texts stand in double quotes: "…"') };
  if (signs === ';') {
    const said = message('Statements need no ; at their end.');
    return { check: CHECK, message: said, fixes: [{ ...removal, preferred: true }] };
  }
  if (/^\.{1,2}$/.test(signs)) {
    return { check: n04, message: message('{0} cannot be a name.', signs) };
  }
  return { check: CHECK, message: message('“{0}” means nothing here.', printable(signs, 20)), fixes: [removal] };
}

type ParserError = LangiumDocument['parseResult']['parserErrors'][number];

/** The token that was not expected; at the end of the file the last character that is no blank. */
function spanOfToken({ token }: ParserError, { textDocument }: LangiumDocument): Span {
  const { startOffset, endOffset = Number.NaN } = token;
  if (startOffset >= 0 && Number.isFinite(endOffset)) return { offset: startOffset, end: endOffset + 1 };
  const end = textDocument.getText().trimEnd().length;
  return { offset: Math.max(0, end - 1), end: Math.max(1, end) };
}
