import type { AstNode } from 'langium';

const KNOWN = new WeakMap<AstNode, readonly AstNode[]>();

/** All nodes of a tree from its root, each before what is in it; made once for a root. */
export function nodesOf(root: AstNode): readonly AstNode[] {
  let nodes = KNOWN.get(root);
  if (!nodes) {
    nodes = collect(root, []);
    KNOWN.set(root, nodes);
  }
  return nodes;
}

/** Properties that are of the tree, not of the language, begin with `$`. */
const DOLLAR = 36;

function collect(node: AstNode, into: AstNode[]): AstNode[] {
  into.push(node);
  for (const property in node) {
    if (property.charCodeAt(0) === DOLLAR) continue;
    const value: unknown = node[property as keyof AstNode];
    if (isNode(value)) collect(value, into);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) collect(item, into);
  }
  return into;
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && '$type' in value;
}
