import { type CstNode, CstUtils, type LangiumDocument } from 'langium';
import type { Position, Range, SelectionRange } from 'vscode-languageserver-protocol';
import { nodesOf } from '../nodes.ts';
import { rangeOf } from '../validator.ts';

/** What grows around each position: word, value, statement, block, element, file. */
export function selectionRanges(document: LangiumDocument, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => selectionAt(document, position));
}

function selectionAt(document: LangiumDocument, position: Position): SelectionRange {
  const { textDocument, parseResult } = document;
  const text = textDocument.getText();
  const offset = textDocument.offsetAt(position);
  const root = parseResult.value.$cstNode;
  const spans = [
    wordAt(text, offset),
    ...(root ? chain(CstUtils.findLeafNodeAtOffset(root, offset) ?? around(document, offset)) : []),
    { offset: 0, end: text.length },
  ];
  return nested(spans.map((span) => rangeOf(document, span)));
}

/** A part of a name or a number: `10` of `10.0.0.1/24`. */
function wordAt(text: string, offset: number): { readonly offset: number; readonly end: number } {
  const before = /[\w-]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const after = /^[\w-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  return { offset: offset - before, end: offset + after };
}

/** The innermost node that has the offset between its words. */
function around({ parseResult }: LangiumDocument, offset: number): CstNode | undefined {
  const inside = ({ $cstNode: cst }: { readonly $cstNode?: CstNode }) =>
    cst && cst.offset <= offset && offset <= cst.end;
  return nodesOf(parseResult.value).findLast(inside)?.$cstNode;
}

function chain(from: CstNode | undefined): CstNode[] {
  const nodes: CstNode[] = [];
  for (let node = from; node; node = node.container) nodes.push(node);
  return nodes;
}

/** Only those that grow. */
function nested(ranges: readonly Range[]): SelectionRange {
  const [whole, ...inner] = ranges.toReversed();
  let selection: SelectionRange = {
    range: whole ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  };
  for (const range of inner) if (isInside(range, selection.range)) selection = { range, parent: selection };
  return selection;
}

function isInside(inner: Range, outer: Range): boolean {
  const starts = compare(inner.start, outer.start);
  const ends = compare(inner.end, outer.end);
  return starts >= 0 && ends <= 0 && (starts > 0 || ends < 0);
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
