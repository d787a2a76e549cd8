import type { ContainerId } from '../../model/container.ts';
import type { NamespaceId, NamespaceKind, Pin } from '../../model/namespace.ts';
import type { ProcessId } from '../../model/process.ts';

/** How the view groups what it shows. */
export const GROUPINGS = ['kind', 'container', 'process', 'owner'] as const;
export type Grouping = (typeof GROUPINGS)[number];

interface Place {
  /** Path from the root: the same thing can be at several places of the tree. */
  readonly key: string;
  readonly parent?: Node;
}

/** One row of the tree. Rows are made anew with every snapshot; the key tells that they are the same. */
export type Node = Place &
  (
    | { readonly type: 'host' }
    | { readonly type: 'fact'; readonly fact: string }
    | { readonly type: 'kind'; readonly kind: NamespaceKind }
    | { readonly type: 'container'; readonly container: ContainerId | undefined }
    | { readonly type: 'ownerless' }
    | { readonly type: 'namespace'; readonly namespace: NamespaceId }
    | { readonly type: 'process'; readonly process: ProcessId }
    | { readonly type: 'pin'; readonly pin: Pin }
    | { readonly type: 'more'; readonly count: number }
  );

export type NodeType = Node['type'];

/** What tells a node from its siblings. */
function own(node: NodeContent): string {
  switch (node.type) {
    case 'host':
    case 'ownerless':
    case 'more':
      return node.type;
    case 'fact':
      return node.fact;
    case 'kind':
      return node.kind;
    case 'container':
      return `container ${node.container ?? ''}`;
    case 'namespace':
      return node.namespace;
    case 'process':
      return node.process;
    case 'pin':
      return JSON.stringify(node.pin);
  }
}

type WithoutPlace<T> = T extends Node ? Omit<T, 'key' | 'parent'> : never;
export type NodeContent = WithoutPlace<Node>;

/** A node at its place below `parent`. */
export function place(content: NodeContent, parent?: Node): Node {
  return { ...content, key: `${parent?.key ?? ''}/${own(content)}`, ...(parent && { parent }) };
}
