import {
  DEFAULT_TOKENIZE_OPTIONS,
  DefaultLexer,
  DefaultTokenBuilder,
  type Grammar,
  type LexerResult,
  type TokenBuilderOptions,
  type TokenizeOptions,
} from 'langium';

/**
 * Larger files are not read: they would take more than a second. A file of 10,000 lines has about 210,000 characters
 * and 31,000 tokens.
 */
export const MAX_LENGTH = 2 ** 20;
export const MAX_TOKENS = 120_000;

/** A group of tokens that go neither to the parser nor into the tree. */
const UNREADABLE = 'unreadable';

/**
 * What begins no token, as a token: the lexer would otherwise look for one at each of its characters, three seconds
 * for a million. Quotes, signs and dots come last: they are unreadable only where nothing else begins with them.
 */
const UNREADABLE_TOKEN = {
  name: 'UNREADABLE',
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  PATTERN:
    /[\x00-\x08\x0e-\x1f!$%&'()*;<>?@\\^`|~\x7f-\x9f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\uffff]+|["+.-]/,
  GROUP: UNREADABLE,
};

export class CspecTokenBuilder extends DefaultTokenBuilder {
  override buildTokens(grammar: Grammar, options?: TokenBuilderOptions) {
    const tokens = super.buildTokens(grammar, options);
    return Array.isArray(tokens) ? [...tokens, UNREADABLE_TOKEN] : tokens;
  }
}

type LexerError = LexerResult['errors'][number];

/** Reads tokens in a time that grows with the text, whatever is in it. */
export class CspecLexer extends DefaultLexer {
  override tokenize(text: string, _options: TokenizeOptions = DEFAULT_TOKENIZE_OPTIONS): LexerResult {
    if (text.length > MAX_LENGTH) return { tokens: [], hidden: [], errors: [tooLarge(text)] };
    const { tokens, groups } = this.chevrotainLexer.tokenize(text);
    if (tokens.length > MAX_TOKENS) return { tokens: [], hidden: [], errors: [tooLarge(text)] };
    return { tokens, hidden: groups['hidden'] ?? [], errors: unreadable(groups[UNREADABLE] ?? []) };
  }
}

const TOO_LARGE = 'too large';

function tooLarge({ length }: string): LexerError {
  return { offset: 0, length, line: 1, column: 1, message: TOO_LARGE };
}

/** The file was not read because of its size. */
export function isTooLarge({ message }: LexerError): boolean {
  return message === TOO_LARGE;
}

/** What is unreadable, neighbours together. */
function unreadable(tokens: LexerResult['tokens']): LexerError[] {
  const errors: LexerError[] = [];
  for (const { startOffset, image, startLine, startColumn } of tokens) {
    const last = errors.at(-1);
    if (last && last.offset + last.length === startOffset) last.length += image.length;
    else errors.push({ offset: startOffset, length: image.length, line: startLine, column: startColumn, message: '' });
  }
  return errors;
}
