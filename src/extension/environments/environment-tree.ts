import type { ContainerView, Drift, EnvironmentStatus, NetworkView } from '../../model/environment/status.ts';
import type { EnvironmentEntry } from './entry.ts';

interface Place {
  /** Path from the root. */
  readonly key: string;
  /** Key of the environment. */
  readonly environment: string;
  readonly parent?: EnvironmentNode;
}

/** One row of the view *Environments*. It holds keys only: what they stand for is looked up in the tree. */
export type EnvironmentNode = Place &
  (
    | { readonly type: 'environment' }
    | { readonly type: 'container'; readonly name: string }
    | { readonly type: 'network'; readonly name: string }
    | { readonly type: 'drift'; readonly at: number; readonly of: string }
    | { readonly type: 'foreign'; readonly at: number; readonly of: string }
  );

/** The tree of all environments. */
export class EnvironmentTree {
  readonly entries: readonly EnvironmentEntry[];
  readonly #byKey: ReadonlyMap<string, EnvironmentEntry>;

  constructor(entries: readonly EnvironmentEntry[]) {
    this.entries = entries;
    this.#byKey = new Map(entries.map((entry) => [entry.key, entry]));
  }

  entryOf({ environment }: Pick<EnvironmentNode, 'environment'>): EnvironmentEntry | undefined {
    return this.#byKey.get(environment);
  }

  childrenOf(node?: EnvironmentNode): EnvironmentNode[] {
    if (!node) return this.entries.map(({ key }) => ({ type: 'environment', key, environment: key }));
    const entry = node.type === 'environment' ? this.entryOf(node) : undefined;
    if (!entry) return [];
    const { status } = entry;
    const place = (own: string) => ({ key: `${node.key}/${own}`, environment: entry.key, parent: node });
    const names = new Set(status.containers.map(({ name }) => name));
    return [
      ...status.containers.map(({ name }) => ({ type: 'container' as const, name, ...place(`container ${name}`) })),
      // The network of a container is told with the container.
      ...status.networks
        .filter(({ name }) => !names.has(name))
        .map(({ name }) => ({ type: 'network' as const, name, ...place(`network ${name}`) })),
      ...status.drifts.map(({ id, field, of }, at) => ({
        type: 'drift' as const,
        at,
        of,
        ...place(`drift ${at} ${id} ${field}`),
      })),
      ...status.foreign.map(({ of, what }, at) => ({
        type: 'foreign' as const,
        at,
        of,
        ...place(`foreign ${at} ${what}`),
      })),
    ];
  }

  hasChildren(node: EnvironmentNode): boolean {
    return this.childrenOf(node).length > 0;
  }

  containerOf(node: EnvironmentNode): ContainerView | undefined {
    return node.type === 'container'
      ? this.#status(node)?.containers.find(({ name }) => name === node.name)
      : undefined;
  }

  /** Also that of a container. */
  networkOf(node: EnvironmentNode): NetworkView | undefined {
    if (node.type !== 'network' && node.type !== 'container') return undefined;
    return this.#status(node)?.networks.find(({ name }) => name === node.name);
  }

  driftOf(node: EnvironmentNode): Drift | undefined {
    return node.type === 'drift' ? this.#status(node)?.drifts[node.at] : undefined;
  }

  foreignOf(node: EnvironmentNode): EnvironmentStatus['foreign'][number] | undefined {
    return node.type === 'foreign' ? this.#status(node)?.foreign[node.at] : undefined;
  }

  #status(node: EnvironmentNode): EnvironmentStatus | undefined {
    return this.entryOf(node)?.status;
  }
}
