import type { NamespaceId } from '../namespace.ts';
import type { Problem } from '../problem.ts';
import type { Counters, LinkIndex, Network } from './network.ts';
import type { Wire } from './wires.ts';

/** All network namespaces that can be read, and how they are wired. */
export interface Topology {
  readonly networks: Readonly<Record<NamespaceId, Network>>;
  readonly wires: readonly Wire[];
  /** Why some namespaces are not among them, or not whole. */
  readonly problems: readonly Problem[];
}

/** A part of what changed. */
export interface TopologyChange {
  /** It begins from nothing: what was known before is no more. */
  readonly first: boolean;
  /** Those that are new or changed, whole. Counters are no change. */
  readonly networks: readonly Network[];
  readonly gone: readonly NamespaceId[];
  /** All of them; absent when none changed. */
  readonly wires?: readonly Wire[];
  /** All of them; absent when none changed. */
  readonly problems?: readonly Problem[];
  /** The next part comes at once: until then the picture is not whole. */
  readonly more: boolean;
}

export const EMPTY_TOPOLOGY: Topology = { networks: {}, wires: [], problems: [] };

/** Counters of all links of some namespaces at one moment. */
export interface TopologyCounters {
  /** Milliseconds of a steady clock, for rates. */
  readonly time: number;
  /** Those that are gone or cannot be read are missing. */
  readonly namespaces: readonly NamespaceCounters[];
}

export interface NamespaceCounters {
  readonly namespace: NamespaceId;
  readonly links: readonly LinkCounters[];
}

export interface LinkCounters {
  readonly index: LinkIndex;
  readonly rx: Counters;
  readonly tx: Counters;
}

/** What is known after a change. Networks that did not change stay the same objects. */
export function applyTopologyChange(before: Topology, change: TopologyChange): Topology {
  const { networks, wires, problems } = change.first ? EMPTY_TOPOLOGY : before;
  const gone = new Set(change.gone);
  const kept = Object.entries(networks).filter(([id]) => !gone.has(id));
  const fresh = change.networks.map((network): [NamespaceId, Network] => [network.namespace, network]);
  return {
    networks: Object.fromEntries([...kept, ...fresh]),
    wires: change.wires ?? wires,
    problems: change.problems ?? problems,
  };
}
