import { AbstractParserErrorMessageProvider } from 'langium';

/** What the parser wanted and found. It travels as JSON in the text of the parser's error until it is rendered. */
export interface ParserComplaint {
  /** Labels of tokens: keywords as written, terminals in capitals; empty: the end of the file. */
  readonly expected: readonly string[];
  /** The word that was found; empty at the end of the file. */
  readonly found: string;
  /** The grammar rule that was being read. */
  readonly rule: string;
}

interface Token {
  readonly image: string;
}

interface TokenType {
  readonly name: string;
  readonly LABEL?: string;
}

function label({ name }: TokenType): string {
  return name.replace(/:KW$/, '');
}

function complain(expected: readonly TokenType[], found: Token | undefined, rule: string): string {
  const complaint: ParserComplaint = {
    expected: [...new Set(expected.map(label))],
    found: found?.image ?? '',
    rule: rule.replace(/\W/g, ''),
  };
  return JSON.stringify(complaint);
}

/** Reads a complaint back; undefined when the text is not from {@link ParserErrors}. */
export function parseComplaint(text: string): ParserComplaint | undefined {
  return text.startsWith('{"expected":') ? (JSON.parse(text) as ParserComplaint) : undefined;
}

/** Makes the parser's errors data instead of sentences. */
export class ParserErrors extends AbstractParserErrorMessageProvider {
  override buildMismatchTokenMessage(options: { expected: TokenType; actual: Token; ruleName: string }): string {
    return complain([options.expected], options.actual, options.ruleName);
  }

  override buildNotAllInputParsedMessage(options: { firstRedundant: Token; ruleName: string }): string {
    return complain([], options.firstRedundant, options.ruleName);
  }

  override buildNoViableAltMessage(options: {
    expectedPathsPerAlt: TokenType[][][];
    actual: Token[];
    ruleName: string;
  }): string {
    const first = options.expectedPathsPerAlt.flat().flatMap(([token]) => token ?? []);
    return complain(first, options.actual[0], options.ruleName);
  }

  override buildEarlyExitMessage(options: {
    expectedIterationPaths: TokenType[][];
    actual: Token[];
    ruleName: string;
  }): string {
    return complain(
      options.expectedIterationPaths.flatMap(([token]) => token ?? []),
      options.actual[0],
      options.ruleName,
    );
  }
}
