import type { NamespaceId } from '../../namespace.ts';
import type { NamespaceLabel } from '../labels.ts';
import type { Address, Link, LinkIndex, Network } from '../network.ts';
import type { NetworkInside } from '../network-inside.ts';
import type { Topology } from '../topology.ts';

/** All that a path is computed from. */
export interface PathFacts {
  readonly topology: Topology;
  /** Of the namespaces that were looked into; a path through others is not known whole. */
  readonly insides: ReadonlyMap<NamespaceId, NetworkInside>;
  readonly labels: ReadonlyMap<NamespaceId, NamespaceLabel>;
}

/** A link and where it is. */
export interface Place {
  readonly network: Network;
  readonly link: Link;
}

/** Kinds of links that stand on another link and pass on its frames. */
const STACKED = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/** The facts with what is looked up in them again and again. */
export class PathWorld {
  readonly #facts: PathFacts;
  /** Ends of cables: key of a place to the place at the other end, null where that is not seen. */
  readonly #peers = new Map<string, Place | null>();
  /** Links below in other namespaces, the same way. */
  readonly #lowers = new Map<string, Place | null>();
  readonly #uppers = new Map<string, Place[]>();
  readonly #links = new Map<NamespaceId, ReadonlyMap<LinkIndex, Link>>();

  constructor(facts: PathFacts) {
    this.#facts = facts;
    for (const network of this.networks) {
      this.#links.set(network.namespace, new Map(network.links.map((link) => [link.index, link])));
    }
    for (const { relation, a, b } of facts.topology.wires) {
      const [one, other] = [this.#end(a), b && this.#end(b)];
      if (relation === 'pair' && one) this.#peers.set(keyOf(one), other ?? null);
      if (relation === 'pair' && other) this.#peers.set(keyOf(other), one ?? null);
      if (relation === 'stack' && one) this.#lowers.set(keyOf(one), other ?? null);
    }
    for (const network of this.networks) for (const link of network.links) this.#stand({ network, link });
  }

  get networks(): readonly Network[] {
    return Object.values(this.#facts.topology.networks);
  }

  network(id: NamespaceId): Network | undefined {
    return this.#facts.topology.networks[id];
  }

  inside(id: NamespaceId): NetworkInside | undefined {
    return this.#facts.insides.get(id);
  }

  label(id: NamespaceId): NamespaceLabel {
    return this.#facts.labels.get(id) ?? { label: id };
  }

  place(network: Network, index: LinkIndex | undefined): Place | undefined {
    const link = index === undefined ? undefined : this.#links.get(network.namespace)?.get(index);
    return link && { network, link };
  }

  /** The other end of a cable; `elsewhere` in a namespace that is not seen, undefined for what is no cable. */
  peer(place: Place): Place | 'elsewhere' | undefined {
    const found = this.#peers.get(keyOf(place));
    return found === null ? 'elsewhere' : found;
  }

  /** The link that one stands on, the same way. */
  lower(place: Place): Place | 'elsewhere' | undefined {
    const { network, link } = place;
    const found = this.#lowers.get(keyOf(place));
    if (found !== undefined) return found ?? 'elsewhere';
    if (link.linkNetnsid !== undefined) return 'elsewhere';
    return link.link === undefined || link.link === link.index ? undefined : this.place(network, link.link);
  }

  /** The links that stand on one, also those in other namespaces. */
  uppers(place: Place): readonly Place[] {
    return this.#uppers.get(keyOf(place)) ?? [];
  }

  /** The links that are ports of a bridge, bond or vrf. */
  ports({ network, link }: Place): Place[] {
    return network.links.filter(({ master }) => master === link.index).map((port) => ({ network, link: port }));
  }

  /** Who has an address, and where. */
  owners(address: string): { readonly network: Network; readonly address: Address }[] {
    return this.networks.flatMap((network) =>
      network.addresses.filter(({ local }) => local === address).map((each) => ({ network, address: each })),
    );
  }

  #end({ namespace, index }: { readonly namespace: NamespaceId; readonly index: LinkIndex }): Place | undefined {
    const network = this.network(namespace);
    return network && this.place(network, index);
  }

  #stand(place: Place): void {
    if (!STACKED.has(place.link.kind ?? '')) return;
    const lower = this.lower(place);
    if (lower === undefined || lower === 'elsewhere') return;
    this.#uppers.set(keyOf(lower), [...this.uppers(lower), place]);
  }
}

/** The same for the same link, also in other objects. */
export function keyOf({ network, link }: Place): string {
  return `${network.namespace} ${link.index}`;
}
