import { type AstNode, CstUtils, type Grammar, type LangiumDocument } from 'langium';
import type { Span } from '../check/check.ts';
import type { Found } from '../check/checker.ts';
import type { Spec } from '../generated/ast.ts';
import { type ParserComplaint } from '../parser-errors.ts';

/** What the parser stumbled over, with what can be known around it. */
export interface SyntaxError extends ParserComplaint {
  /** The word that was not expected. */
  readonly span: Span;
  readonly text: string;
  readonly grammar: Grammar;
  readonly spec: Spec;
  /** What the word before it belongs to. */
  readonly before: AstNode | undefined;
}

/** What is said of an error; undefined: that is for others to say. */
export type Explain = (error: SyntaxError) => Omit<Found, 'offset' | 'end'> | undefined;

export function syntaxError(
  complaint: ParserComplaint,
  span: Span,
  document: LangiumDocument<Spec>,
  grammar: Grammar,
): SyntaxError {
  const spec = document.parseResult.value;
  const text = document.textDocument.getText();
  const leaf = spec.$cstNode && CstUtils.findLeafNodeAtOffset(spec.$cstNode, endBefore({ text, span }) - 1);
  return {
    ...complaint,
    span,
    text,
    grammar,
    spec,
    before: leaf?.astNode,
  };
}

/** Where the word before the error ends. */
export function endBefore({ text, span }: Pick<SyntaxError, 'text' | 'span'>): number {
  return text.slice(0, span.offset).trimEnd().length;
}

/** The word before the error, with nothing between them. */
export function wordBefore({ text, span }: SyntaxError): string {
  return /[\w.*-]*$/.exec(text.slice(Math.max(0, span.offset - 300), span.offset))?.[0] ?? '';
}

/** Another statement might have stood there too. */
export function endsStatement({ expected }: SyntaxError): boolean {
  return expected.length === 0 || expected.includes('}') || expected.includes('EOF');
}

/** A name might have stood there. */
export function wantsName({ expected, rule }: SyntaxError): boolean {
  return expected.includes('ID') && rule === 'Name';
}
