import {
  type AstNode,
  type BaseParser,
  type CompositeCstNode,
  type CstNode,
  CstNodeBuilder,
  createParser,
  type GrammarAST,
  LangiumCompletionParser,
  type LangiumCoreServices,
  LangiumParser,
  type LeafCstNode,
  type Lexer,
  type LexerResult,
  type ParseResult,
  type ParserOptions,
} from 'langium';

/** After so many errors the rest of a file is not read: each costs the parser about 0.1 ms. */
const MAX_ERRORS = 1000;

/** What the parser below Langium has for its own error handling; a part of it is not told to others. */
interface Recognizer {
  SAVE_ERROR: (error: Error) => Error;
  moveToTerminatedState: () => void;
  findReSyncTokenType: () => TokenKind;
  flattenFollowSet: () => readonly TokenKind[];
  LA: (distance: number) => TokenKind;
}

/** All of it; where one is missing, the parser stays as the library made it: it reads as well, long errors take longer. */
export const RECOGNIZER_METHODS: readonly (keyof Recognizer)[] = [
  'SAVE_ERROR',
  'moveToTerminatedState',
  'findReSyncTokenType',
  'flattenFollowSet',
  'LA',
];

function isRecognizer(parser: unknown): parser is Recognizer {
  const methods = parser as Partial<Recognizer>;
  return RECOGNIZER_METHODS.every((name) => typeof methods[name] === 'function');
}

/** Tokens and their types have the same number. */
interface TokenKind {
  readonly tokenTypeIdx?: number;
}

/** So many words are looked at in all for one behind which the parser can go on: each error looks from its place on. */
const MAX_LOOKS = 1_000_000;

/** Counts the errors of a parser and ends it when they are too many. */
class ErrorLimit {
  #count = 0;
  #looks = 0;

  constructor(recognizer: unknown) {
    if (!isRecognizer(recognizer)) return;
    const save = recognizer.SAVE_ERROR;
    recognizer.SAVE_ERROR = (error) => {
      if (++this.#count <= MAX_ERRORS) return save.call(recognizer, error);
      recognizer.moveToTerminatedState();
      return error;
    };
    recognizer.findReSyncTokenType = () => this.#whereToGoOn(recognizer);
  }

  reset(): void {
    this.#count = 0;
    this.#looks = 0;
  }

  /** The type of the next token that can follow; the end of the file always can. */
  #whereToGoOn(recognizer: Recognizer): TokenKind {
    const kinds = new Map(recognizer.flattenFollowSet().map((kind) => [kind.tokenTypeIdx, kind]));
    for (let distance = 1; ; distance++) {
      const kind = kinds.get(recognizer.LA(distance).tokenTypeIdx);
      if (kind) return kind;
      if (++this.#looks % MAX_LOOKS > 0) continue;
      recognizer.moveToTerminatedState();
      distance = 0;
    }
  }
}

type Token = LexerResult['tokens'][number];
type Parent = Pick<CompositeCstNode, 'content'> & { readonly container?: CompositeCstNode | undefined };

/**
 * Puts comments into the tree where Langium does, in linear time. Langium cuts them one by one from the beginning of
 * an array, and looks for the place of each token from the beginning of its list: minutes for 100,000.
 */
class QuickTreeBuilder extends CstNodeBuilder {
  #comments: readonly Token[] = [];
  #next = 0;

  /** Comments of the text that is to be parsed, in order. */
  begin(comments: readonly Token[]): void {
    this.#comments = comments;
    this.#next = 0;
  }

  /** Adds what stands behind the last token. */
  end(): void {
    this.#addCommentsBefore(Number.POSITIVE_INFINITY);
    this.begin([]);
  }

  override buildLeafNode(token: Token, feature?: GrammarAST.AbstractElement): LeafCstNode {
    this.#addCommentsBefore(token.startOffset);
    return super.buildLeafNode(token, feature);
  }

  override addHiddenNodes(): void {
    // They come with the tokens.
  }

  #addCommentsBefore(offset: number): void {
    const first = this.#next;
    while ((this.#comments[this.#next]?.startOffset ?? offset) < offset) this.#next++;
    if (this.#next === first) return;
    let parent: Parent = this.current;
    let place = parent.content.length;
    // Not into a node that begins with the token, but before it: it is the last one of its parent.
    while (place === 0 && parent.container) {
      place = Math.max(0, parent.container.content.length - 1);
      parent = parent.container;
    }
    const behind = (parent.content as CstNode[]).splice(place);
    const comments = this.#comments
      .slice(first, this.#next)
      .map((token) => this.createLeafNode(token, true) as CstNode);
    for (const node of [...comments, ...behind]) this.appendChild(parent as CompositeCstNode, node);
  }
}

class BoundedParser extends LangiumParser {
  readonly #limit = new ErrorLimit(this.wrapper);
  readonly #tree = new QuickTreeBuilder();
  protected override readonly lexer: Lexer;

  constructor(services: LangiumCoreServices) {
    super(services);
    const { Lexer: lexer } = services.parser;
    this.lexer = {
      definition: lexer.definition,
      tokenize: (text, options) => {
        const result = lexer.tokenize(text, options);
        this.#tree.begin(result.hidden);
        return { ...result, hidden: [] };
      },
    };
    (this as unknown as { nodeBuilder: CstNodeBuilder }).nodeBuilder = this.#tree;
  }

  override parse<T extends AstNode = AstNode>(input: string, options?: ParserOptions): ParseResult<T> {
    this.#limit.reset();
    const result = super.parse<T>(input, options);
    this.#tree.end();
    return result;
  }
}

/** Reads from the element before the one that is being written: what stands further above does not matter. */
class BoundedCompletionParser extends LangiumCompletionParser {
  readonly #limit = new ErrorLimit(this.wrapper);
  protected override readonly lexer: Lexer;

  constructor(services: LangiumCoreServices) {
    super(services);
    const { Lexer: lexer } = services.parser;
    this.lexer = {
      definition: lexer.definition,
      tokenize: (text, options) => {
        const result = lexer.tokenize(text, options);
        return { ...result, tokens: lastElements(result.tokens) };
      },
    };
  }

  override parse(input: string): ReturnType<LangiumCompletionParser['parse']> {
    this.#limit.reset();
    return super.parse(input);
  }
}

/** Tokens behind the last block but one that is a whole top-level element; all of them if there are fewer. */
function lastElements(tokens: Token[]): Token[] {
  let [depth, last, before] = [0, 0, 0];
  for (const [at, { image }] of tokens.entries()) {
    if (image === '{') depth++;
    if (image !== '}' || depth === 0 || --depth > 0) continue;
    before = last;
    last = at + 1;
  }
  return tokens.slice(before);
}

/** The parser, made to end soon in a text that is nothing but errors. */
export function createCspecParser(services: LangiumCoreServices): LangiumParser {
  return finished(new BoundedParser(services), services);
}

export function createCspecCompletionParser(services: LangiumCoreServices): LangiumCompletionParser {
  return finished(new BoundedCompletionParser(services), services);
}

function finished<T extends BaseParser & { finalize(): void }>(parser: T, services: LangiumCoreServices): T {
  createParser(services.Grammar, parser, services.parser.Lexer.definition);
  parser.finalize();
  return parser;
}
