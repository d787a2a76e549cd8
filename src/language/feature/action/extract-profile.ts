import { AstUtils, CstUtils } from 'langium';
import { message } from '../../../base/message.ts';
import type { Edit, Span } from '../../check/check.ts';
import { freeName } from '../../check/renaming.ts';
import { indentAt, remove, spanOf } from '../../check/spans.ts';
import {
  type Container,
  type ContainerStmt,
  isContainer,
  isInterface,
  isProfile,
  isRoute,
  isUse,
  type Profile,
} from '../../generated/ast.ts';
import type { Action, Asked } from './action.ts';

/** Statements that mean the same wherever they stand among others of their kind. */
const UNORDERED: readonly string[] = ['Interface', 'Publish', 'Device', 'Env', 'Sysctl', 'Rlimit', 'Clock'];

/** Puts selected statements of a container into a profile of their own, which others can use too. */
export function extractProfile(asked: Asked): readonly Action[] {
  const block = selectedBlock(asked);
  if (!block) return [];
  const statements = block.body.filter((node) => isTouched(spanOf({ node }), asked.selected));
  const [first] = statements;
  if (!first || !keepsMeaning(block, statements)) return [];
  const name = freeName(`${block.name}-profile`, asked.index.byName, 1);
  const title = message('Extract profile {0}', name);
  return [{ kind: 'refactor.extract', title, change: { edits: extraction(block, statements, name, asked) } }];
}

/** The container or profile that the whole selection is in; undefined: nothing is selected. */
function selectedBlock({ document, selected }: Asked): Container | Profile | undefined {
  const root = document.parseResult.value.$cstNode;
  if (!root || selected.offset === selected.end) return undefined;
  const leaf =
    CstUtils.findLeafNodeAtOffset(root, selected.offset) ?? CstUtils.findLeafNodeBeforeOffset(root, selected.offset);
  const block = leaf && AstUtils.getContainerOfType(leaf.astNode, (node) => isContainer(node) || isProfile(node));
  const inside = block?.$cstNode && selected.end <= block.$cstNode.end;
  return inside && block.name !== undefined && block.body !== undefined ? block : undefined;
}

function isTouched({ offset, end }: Span, selected: Span): boolean {
  return offset < selected.end && selected.offset < end;
}

/** Statements of a profile come before those of its user: nothing of their kind may stand before them now. */
function keepsMeaning({ body }: Container | Profile, taken: readonly ContainerStmt[]): boolean {
  const last = taken.at(-1);
  const left = body.filter((node) => !taken.includes(node));
  const before = body.slice(0, last ? body.indexOf(last) : 0).filter((node) => !taken.includes(node));
  const ordered = new Set(taken.map(({ $type }) => $type).filter((type) => !UNORDERED.includes(type)));
  if (before.some(({ $type }) => ordered.has($type))) return false;
  // The interface of a route stands in the same block.
  return body.filter(isRoute).every((route) => {
    const dev = route.dev?.ref;
    return !isInterface(dev) || left.includes(route) === left.includes(dev);
  });
}

function extraction(
  block: Container | Profile,
  taken: readonly ContainerStmt[],
  name: string,
  asked: Asked,
): readonly Edit[] {
  const { text } = asked;
  const part = partOf(block, taken, asked);
  const top = topOf(spanOf({ node: block }).offset, text);
  const indent = indentAt(text, top);
  const lines = text.slice(part.offset, part.end).trimEnd();
  const end = /#[^\n]*$/.test(lines) || lines.includes('\n') || !isOneLine(block) ? `\n${indent}}` : ' }';
  const begin = end === ' }' ? ' ' : `\n${indent}  `;
  const declaration = { offset: top, end: top, text: `profile ${name} {${begin}${lines}${end}\n\n${indent}` };
  // The last profile wins: this one, as its statements have won until now.
  const last = block.body.findLast((node) => isUse(node) && !taken.includes(node));
  const after = last && spanOf({ node: last }).end;
  if (after === undefined || after <= part.offset) return [declaration, { ...part, text: `use ${name}` }];
  const removals = taken.map((node) => remove(node, text));
  const use = isOneLine(block) ? ` use ${name}` : `\n${indentAt(text, after)}use ${name}`;
  return [declaration, ...removals, { offset: after, end: after, text: use }];
}

/** From the first to the last statement, with selected comments before them. */
function partOf({ body }: Container | Profile, taken: readonly ContainerStmt[], { text, selected }: Asked): Span {
  const spans = taken.map((node) => spanOf({ node }));
  const first = spans[0]?.offset ?? 0;
  const end = Math.max(...spans.map((span) => span.end));
  const before = body.map((node) => spanOf({ node })).filter((span) => span.end <= first);
  const from = Math.max(selected.offset, ...before.map((span) => span.end));
  const comments = from < first ? text.slice(from, first) : '';
  const start = from + comments.length - comments.trimStart().length;
  return { offset: /^\s*(?:#[^\n]*\n\s*)+$/.test(comments) ? start : first, end };
}

/** Where the comments directly above an element begin; its own beginning when it begins no line. */
function topOf(offset: number, text: string): number {
  let top = text.lastIndexOf('\n', offset - 1) + 1;
  if (offset === 0 || text.slice(top, offset).trim() !== '') return offset;
  const indented = offset - top;
  for (;;) {
    const above = top === 0 ? 0 : text.lastIndexOf('\n', top - 2) + 1;
    if (top === 0 || !/^[ \t]*#/.test(text.slice(above, top))) return top + (top === offset - indented ? indented : 0);
    top = above;
  }
}

function isOneLine({ $cstNode }: Container | Profile): boolean {
  return !$cstNode?.text.includes('\n');
}
