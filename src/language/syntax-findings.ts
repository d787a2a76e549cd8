import type { Grammar, LangiumDocument } from 'langium';
import { type Message, message } from '../base/message.ts';
import type { Check, Fix, Span } from './check/check.ts';
import type { Found } from './check/checker.ts';
import { n06 } from './check/n06-reserved-word.ts';
import { n09 } from './check/n09-unknown-word.ts';
import { nearest } from './check/nearest.ts';
import type { Spec } from './generated/ast.ts';
import { allKeywords, statementKeywords } from './keywords.ts';
import { isTooLarge, MAX_LENGTH, MAX_TOKENS } from './lexer.ts';
import { type ParserComplaint, parseComplaint } from './parser-errors.ts';

/** More errors than this are not told: one mistake early in a long file must not bury the reader. */
const MAX_ERRORS = 200;

/** What people call the terminals. */
const TERMINALS: Readonly<Record<string, string>> = {
  ID: 'a name',
  DOTTED: 'a name with dots, as of a controller’s file',
  LITERAL: 'a number or an address',
  COLONED: 'an address',
  SIGNED: 'an offset such as +7d',
  STRING: 'a text in quotes',
  PATH: 'a path',
  EOF: 'the end of the file',
};

/** What lexer and parser could not read, as findings of N09. */
export function syntaxFindings(document: LangiumDocument<Spec>, grammar: Grammar): Found[] {
  const { lexerErrors, parserErrors } = document.parseResult;
  const check = n09 as Check;
  const text = document.textDocument.getText();
  if (lexerErrors.some(isTooLarge)) return [{ check, offset: 0, end: 1, message: tooLarge() }];
  const lexical = lexerErrors.slice(0, MAX_ERRORS).map(({ offset, length }): Found => {
    const end = offset + Math.max(1, length);
    return { check, offset, end, message: unreadable(text.slice(offset, end)) };
  });
  const syntactic = parserErrors.slice(0, MAX_ERRORS).map((error): Found => {
    const span = spanOfToken(error, document);
    const complaint = parseComplaint(error.message);
    if (complaint && isReservedName(complaint, span, text, grammar)) return reservedName(complaint, span);
    return {
      check,
      ...span,
      ...(complaint ? describe(complaint, span, grammar) : { message: message('{0}', error.message) }),
    };
  });
  return [...lexical, ...syntactic].slice(0, MAX_ERRORS);
}

/** A name is missing, and a word of the language stands on the same line in its place. */
function isReservedName(
  { expected, found }: ParserComplaint,
  { offset }: Span,
  text: string,
  grammar: Grammar,
): boolean {
  const [before = ''] = /[^\n]*$/.exec(text.slice(0, offset)) ?? [];
  return expected.includes('ID') && before.trim() !== '' && allKeywords(grammar).includes(found);
}

function reservedName({ found }: ParserComplaint, span: Span): Found {
  const better = `${found}-1`;
  return {
    check: n06,
    ...span,
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

function unreadable(text: string): Message {
  if (text.startsWith('"')) return message('This text has no closing quote on its line.');
  return message('{0} means nothing here.', JSON.stringify(text.slice(0, 20)));
}

type ParserError = LangiumDocument['parseResult']['parserErrors'][number];

/** The token that was not expected; at the end of the file the last character that is no blank. */
function spanOfToken({ token }: ParserError, { textDocument }: LangiumDocument): Span {
  const { startOffset, endOffset = Number.NaN } = token;
  if (startOffset >= 0 && Number.isFinite(endOffset)) return { offset: startOffset, end: endOffset + 1 };
  const end = textDocument.getText().trimEnd().length;
  return { offset: Math.max(0, end - 1), end: Math.max(1, end) };
}

function describe(complaint: ParserComplaint, span: Span, grammar: Grammar): Pick<Found, 'message' | 'fixes'> {
  const { expected, found, rule } = complaint;
  const words = [
    ...expected.filter((word) => /^[a-z]/.test(word)),
    ...(endsBlock(complaint) ? statementKeywords(grammar, rule) : []),
  ];
  const near = nearest(found, words);
  const fixes: Fix[] =
    near === undefined || near === found
      ? []
      : [{ title: message('Replace with {0}', near), edits: [{ ...span, text: near }], preferred: true }];
  return { message: sentence(complaint, near), fixes };
}

/** The parser would have gone on with other statements too. */
function endsBlock({ expected }: ParserComplaint): boolean {
  return expected.length === 0 || expected.includes('}') || expected.includes('EOF');
}

function sentence(complaint: ParserComplaint, near: string | undefined): Message {
  const { expected, found } = complaint;
  if (found === '') return message('The file ends too early: {0} is missing.', inWords(expected));
  if (near !== undefined && near !== found) return message('{0} is not known here. Did you mean {1}?', found, near);
  if (endsBlock(complaint)) return message('{0} cannot stand here.', found);
  return message('{0} is not what belongs here: {1}.', found, inWords(expected));
}

function inWords(expected: readonly string[]): string {
  // Words that may also be names say nothing more than `a name`.
  const told = expected.includes('ID') ? expected.filter((token) => /^[^a-z]/.test(token)) : expected;
  const words = [...new Set(told.map((token) => TERMINALS[token] ?? token))];
  return words.length > 8 ? `${words.slice(0, 8).join(', ')}, …` : words.join(', ');
}
