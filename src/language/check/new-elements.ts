import { type AstNode, AstUtils } from 'langium';
import { isSpec } from '../generated/ast.ts';
import type { Edit } from './check.ts';
import { spanOf } from './spans.ts';

/** Adds an element to the file, behind the one that a node is in. */
export function addElement(near: AstNode, declaration: string, text: string): Edit {
  const element = AstUtils.getContainerOfType(near, (node): node is AstNode => isSpec(node.$container)) ?? near;
  const { end } = spanOf({ node: element });
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/.exec(text.slice(end))?.[0] ?? '';
  const offset = end + rest.length;
  return { offset, end: offset, text: `\n\n${declaration}` };
}
