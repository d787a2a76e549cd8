import { type AstNode, CstUtils, type LangiumDocument } from 'langium';
import type { Span } from '../check/check.ts';
import type { Spec } from '../generated/ast.ts';
import type { Item } from './items.ts';

/** A statement with those of its block. */
export interface Statement extends Span {
  readonly node: AstNode;
  readonly block: readonly Statement[];
}

type ParseResult = LangiumDocument<Spec>['parseResult'];

/** All at the top level, in the order of the text, with all that is in their blocks. */
export function statementsOfSpec({ elements, expectations }: Spec): readonly Statement[] {
  return statements([...elements, ...expectations]).sort((a, b) => a.offset - b.offset);
}

function statements(nodes: readonly AstNode[]): Statement[] {
  return nodes.flatMap((node): Statement[] => {
    const cst = node.$cstNode;
    if (!cst) return [];
    const { body, knobs } = node as { body?: readonly AstNode[]; knobs?: readonly AstNode[] };
    return [{ node, offset: cst.offset, end: cst.end, block: statements(body ?? knobs ?? []) }];
  });
}

/** Where statements begin. */
export function beginnings(all: readonly Statement[], into = new Set<number>()): Set<number> {
  for (const { offset, block } of all) {
    into.add(offset);
    beginnings(block, into);
  }
  return into;
}

/**
 * For each item whether its layout may be changed: it is in a top-level element that was read without an error, or
 * a comment behind such a one. The others stay as they are, with the blanks around them.
 */
export function safeItems(
  items: readonly Item[],
  elements: readonly Statement[],
  { lexerErrors, parserErrors }: ParseResult,
): Uint8Array {
  const safe = new Uint8Array(items.length);
  if (lexerErrors.length === 0 && parserErrors.length === 0) return safe.fill(1);
  const suspects = suspectsOf(items, parserErrors);
  let at = 0;
  for (const element of elements) {
    while (at < items.length && (items[at]?.start ?? 0) < element.offset) at++;
    const from = at;
    while (at < items.length && (items[at]?.start ?? 0) < element.end) at++;
    if (isSafe(items, from, at, suspects) && leavesOf(element) === tokensIn(items, from, at)) safe.fill(1, from, at);
  }
  for (const [index, { kind }] of items.entries()) {
    if (kind === 'comment' && (index === 0 || safe[index - 1] === 1)) safe[index] = 1;
  }
  return safe;
}

/** Indices of the tokens that were not expected, and of the tokens before them. */
interface Suspects {
  readonly found: ReadonlySet<number>;
  readonly before: ReadonlySet<number>;
}

function suspectsOf(items: readonly Item[], errors: ParseResult['parserErrors']): Suspects {
  const found = new Set<number>();
  const before = new Set<number>();
  for (const { token } of errors) {
    // The end of the file has no offset.
    let at = Number.isFinite(token.startOffset) ? indexAt(items, token.startOffset) : items.length;
    found.add(at--);
    while (items[at]?.kind === 'comment') at--;
    before.add(at);
  }
  return { found, before };
}

/** The first item that does not begin before an offset. */
function indexAt(items: readonly Item[], offset: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** No error inside, and every bracket has its other one. */
function isSafe(items: readonly Item[], from: number, to: number, { found, before }: Suspects): boolean {
  const open: string[] = [];
  for (let at = from; at < to; at++) {
    const kind = items[at]?.kind;
    // The first token of an element is where the parser sees that the element before was not at its end.
    if (kind === 'unreadable' || before.has(at) || (found.has(at) && at > from)) return false;
    if (kind === '{') open.push('}');
    if (kind === '[') open.push(']');
    if ((kind === '}' || kind === ']') && open.pop() !== kind) return false;
  }
  return open.length === 0;
}

function tokensIn(items: readonly Item[], from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (items[at]?.kind !== 'comment') count++;
  return count;
}

/** Tokens that the parser took into an element: fewer than there are where it skipped some. */
function leavesOf({ node }: Statement): number {
  if (!node.$cstNode) return 0;
  return CstUtils.flattenCst(node.$cstNode)
    .filter(({ hidden }) => !hidden)
    .count();
}
