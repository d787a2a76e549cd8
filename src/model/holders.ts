import type { Namespace, NamespaceId, Pin } from './namespace.ts';
import type { Process } from './process.ts';
import { membersOf, type Snapshot } from './snapshot.ts';

/** One reason why a namespace is alive. */
export type Holder =
  | { readonly kind: 'initial' }
  | { readonly kind: 'member'; readonly process: Process }
  | Pin
  /** A child pid or user namespace refers to its parent. */
  | { readonly kind: 'child'; readonly namespace: Namespace }
  /** A namespace refers to the user namespace that owns it. */
  | { readonly kind: 'owned'; readonly namespace: Namespace };

/** Every holder of a namespace: the kernel frees it when the last one goes (namespaces(7), "Namespace lifetime"). */
export function holdersOf(snapshot: Snapshot, id: NamespaceId): Holder[] {
  const ns = snapshot.namespaces[id];
  if (!ns) return [];
  const others = Object.values(snapshot.namespaces).filter((other) => other.id !== id);
  return [
    ...(ns.initial ? [{ kind: 'initial' } as const] : []),
    ...membersOf(snapshot, id).map((process) => ({ kind: 'member', process }) as const),
    ...ns.pins,
    ...others.filter((other) => other.parent === id).map((namespace) => ({ kind: 'child', namespace }) as const),
    ...others
      .filter((other) => other.owner === id && other.parent !== id)
      .map((namespace) => ({ kind: 'owned', namespace }) as const),
  ];
}
