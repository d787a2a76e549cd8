import { type AstNode, AstUtils, type CstNode, GrammarUtils } from 'langium';
import type { Edit, Place, Span } from './check.ts';

/** The part of the text that a place means; a node without text (made by recovery) is at the beginning. */
export function spanOf(place: Place): Span {
  if (!('node' in place)) return place;
  const { node, property, keyword, index } = place;
  const cst = node.$cstNode;
  const part =
    property !== undefined
      ? partsFor(node, property)[index ?? 0]
      : keyword === undefined
        ? cst
        : GrammarUtils.findNodeForKeyword(cst, keyword, index);
  const found = part ?? cst;
  return found ? { offset: found.offset, end: found.end } : { offset: 0, end: 0 };
}

const PARTS = new WeakMap<AstNode, Map<string, readonly CstNode[]>>();

/** What stands for a property, in order; looked for once, for a list may have thousands of words. */
function partsFor(node: AstNode, property: string): readonly CstNode[] {
  const known = PARTS.get(node) ?? new Map<string, readonly CstNode[]>();
  PARTS.set(node, known);
  const parts = known.get(property) ?? GrammarUtils.findNodesForProperty(node.$cstNode, property);
  known.set(property, parts);
  return parts;
}

/** Puts other text in the place of a property, keyword or node. */
export function replace(place: Place, text: string): Edit {
  return { ...spanOf(place), text };
}

/** Takes out a node with its line when nothing else stands there, else with the blanks before it. */
export function remove(node: AstNode, text: string): Edit {
  const { offset, end } = spanOf({ node });
  let start = offset;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  let next = end;
  while (/[ \t\r]/.test(text[next] ?? '')) next++;
  const first = start === 0 || text[start - 1] === '\n';
  const last = next === text.length || text[next] === '\n';
  return first && last
    ? { offset: start, end: Math.min(text.length, next + 1), text: '' }
    : { offset: start, end, text: '' };
}

/** The indent of the line that an offset is in. */
export function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
}

/** Adds a statement as the first or last one of a block `{ … }`; gives the node a block when it has none. */
export function addStatement(node: AstNode, statement: string, text: string, where: 'first' | 'last' = 'last'): Edit {
  const cst = node.$cstNode;
  const open = GrammarUtils.findNodeForKeyword(cst, '{');
  const close = GrammarUtils.findNodesForKeyword(cst, '}').at(-1);
  if (!cst || !open) return addWithoutBlock(node, statement);
  const indent = indentAt(text, cst.offset);
  const lines = statement.replaceAll('\n', `\n${indent}  `);
  const single = !text.slice(open.end, close?.offset ?? open.end).includes('\n');
  // In a block that does not end its last statement may not either.
  if (where === 'first' || !close) {
    const before = single ? ` ${lines}` : `\n${indent}  ${lines}`;
    return { offset: open.end, end: open.end, text: before };
  }
  const inner = text.slice(0, close.offset).trimEnd().length;
  // A comment at the end of a line must not swallow the statement.
  const commented = /#[^\n]*$/.test(text.slice(text.lastIndexOf('\n', inner - 1) + 1, inner));
  return { offset: inner, end: inner, text: single && !commented ? ` ${lines}` : `\n${indent}  ${lines}` };
}

/** Where the block is missing by mistake the parser has found its statements nevertheless: beside them. */
function addWithoutBlock(node: AstNode, statement: string): Edit {
  const statements = AstUtils.streamContents(node).map(({ $cstNode }) => $cstNode?.offset);
  const first = statements.find((offset) => offset !== undefined);
  if (first !== undefined) return { offset: first, end: first, text: `${statement} ` };
  const { end } = spanOf({ node });
  return { offset: end, end, text: ` { ${statement} }` };
}
