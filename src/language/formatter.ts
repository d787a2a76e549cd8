import type { LangiumDocument, Lexer } from 'langium';
import type { Formatter } from 'langium/lsp';
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingOptions,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  TextEdit,
} from 'vscode-languageserver-protocol';
import type { Edit, Span } from './check/check.ts';
import { applyEdits, type Formatted, format, touchedStatements } from './format/format.ts';
import { editsOfTypedLine } from './format/typed-line.ts';
import type { Spec } from './generated/ast.ts';

/** More edits than this go as one: a client is slow with tens of thousands. */
const MAX_EDITS = 2000;

/** The layout of a file for a client. It is the same for everybody: tab size and the like of the editor do not count. */
export class CspecFormatter implements Formatter {
  readonly #lexer: Lexer;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  get formatOnTypeOptions(): DocumentOnTypeFormattingOptions {
    return { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] };
  }

  formatDocument(document: LangiumDocument, _params: DocumentFormattingParams): TextEdit[] {
    return textEdits(document, this.#format(document).edits);
  }

  /** Formats the statements that the range touches. */
  formatDocumentRange(document: LangiumDocument, { range }: DocumentRangeFormattingParams): TextEdit[] {
    const { textDocument } = document;
    return this.#formatPart(document, {
      offset: textDocument.offsetAt(range.start),
      end: textDocument.offsetAt(range.end),
    });
  }

  /** After `}` formats the statement that it ends; after a new line the one before, and indents the new one. */
  formatDocumentOnType(document: LangiumDocument, { position, ch }: DocumentOnTypeFormattingParams): TextEdit[] {
    const end = document.textDocument.offsetAt(position);
    if (ch === '}') return this.#formatPart(document, { offset: end - 1, end });
    return textEdits(document, editsOfTypedLine(document.textDocument.getText(), this.#format(document), end));
  }

  #format({ textDocument, parseResult }: LangiumDocument): Formatted {
    return format(textDocument.getText(), parseResult as LangiumDocument<Spec>['parseResult'], this.#lexer);
  }

  #formatPart(document: LangiumDocument, part: Span): TextEdit[] {
    const { edits, items, elements } = this.#format(document);
    const span = touchedStatements(elements, part);
    if (!span) return [];
    const before = items.findLast(({ end }) => end <= span.offset)?.end ?? 0;
    return textEdits(
      document,
      edits.filter(({ offset, end }) => offset >= before && end <= span.end),
    );
  }
}

function textEdits({ textDocument }: LangiumDocument, edits: readonly Edit[]): TextEdit[] {
  const text = textDocument.getText();
  const [first] = edits;
  const end = edits.at(-1)?.end ?? 0;
  const sent =
    first && edits.length > MAX_EDITS
      ? [{ offset: first.offset, end, text: applyEdits(text.slice(0, end), edits).slice(first.offset) }]
      : edits;
  return sent.map((edit) => ({
    range: { start: textDocument.positionAt(edit.offset), end: textDocument.positionAt(edit.end) },
    newText: edit.text,
  }));
}
