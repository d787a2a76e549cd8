import {
  type AstNode,
  type BaseParser,
  type CompositeCstNode,
  type CstNode,
  CstNodeBuilder,
  createParser,
  LangiumCompletionParser,
  type LangiumCoreServices,
  LangiumParser,
  type ParseResult,
  type ParserOptions,
} from 'langium';

/** After so many errors the rest of a file is not read: each costs the parser about 0.1 ms. */
const MAX_ERRORS = 1000;

/** What the parser below Langium has for its own error handling. */
interface Recognizer {
  SAVE_ERROR: (error: Error) => Error;
  moveToTerminatedState: () => void;
}

/** Counts the errors of a parser and ends it when they are too many. */
class ErrorLimit {
  #count = 0;

  constructor(wrapper: unknown) {
    const recognizer = wrapper as Recognizer;
    const save = recognizer.SAVE_ERROR;
    recognizer.SAVE_ERROR = (error) => {
      if (++this.#count <= MAX_ERRORS) return save.call(recognizer, error);
      recognizer.moveToTerminatedState();
      return error;
    };
  }

  reset(): void {
    this.#count = 0;
  }
}

/**
 * Puts comments into the tree as Langium does. It looks for the place from the end of what is there, where it always
 * is: from the beginning a list of 100,000 parts takes minutes, with or without comments.
 */
class QuickTreeBuilder extends CstNodeBuilder {
  override addHiddenNodes(tokens: Parameters<CstNodeBuilder['addHiddenNodes']>[0]): void {
    if (tokens.length === 0) return;
    let parent: Parent = this.current;
    let place = parent.content.length;
    while (place === 0 && parent.container) {
      place = Math.max(0, (parent.container.content as unknown[]).lastIndexOf(parent));
      parent = parent.container;
    }
    const behind = (parent.content as CstNode[]).splice(place);
    const comments = tokens.map((token) => this.createLeafNode(token, true) as CstNode);
    for (const node of [...comments, ...behind]) this.appendChild(parent as CompositeCstNode, node);
  }
}

type Parent = Pick<CompositeCstNode, 'content'> & { readonly container?: CompositeCstNode | undefined };

class BoundedParser extends LangiumParser {
  readonly #limit = new ErrorLimit(this.wrapper);

  constructor(services: LangiumCoreServices) {
    super(services);
    (this as unknown as { nodeBuilder: CstNodeBuilder }).nodeBuilder = new QuickTreeBuilder();
  }

  override parse<T extends AstNode = AstNode>(input: string, options?: ParserOptions): ParseResult<T> {
    this.#limit.reset();
    return super.parse(input, options);
  }
}

class BoundedCompletionParser extends LangiumCompletionParser {
  readonly #limit = new ErrorLimit(this.wrapper);

  override parse(input: string): ReturnType<LangiumCompletionParser['parse']> {
    this.#limit.reset();
    return super.parse(input);
  }
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
