import type { Link, Network } from '../../../model/network/network.ts';
import { equal } from '../../../model/snapshot.ts';
import { NETWORK_PARTS, type NetworkPart } from './network-reader.ts';
import { AF } from './values.ts';

/** By the number of its RTM_NEW… message; RTM_DEL… is one more. Settings come with links, and a link takes routes with it. */
const PARTS: Readonly<Record<number, readonly NetworkPart[]>> = {
  16: ['links', 'addresses', 'routes', 'neighbours', 'qdiscs'],
  20: ['addresses', 'routes'],
  24: ['routes'],
  28: ['neighbours'],
  32: ['rules'],
  36: ['qdiscs'],
  80: ['links'],
};

const PARTS_OF_NETWORK = [...NETWORK_PARTS, 'forwarding'] as const;

/** What is to be read again after an event of the kernel. */
export function partsOf(type: number, family: number): readonly NetworkPart[] {
  const parts = PARTS[type % 2 === 0 ? type : type - 1] ?? [];
  // What a bridge learned is no neighbour.
  return family === AF.BRIDGE && parts[0] === 'neighbours' ? [] : parts;
}

/** What is the same stays the same object; counters that grow are no change. */
export function keepSame(before: Network, fresh: Network): Network {
  const kept: Network = {
    ...fresh,
    links: sameLinks(before.links, fresh.links) ? before.links : fresh.links,
    addresses: same(before.addresses, fresh.addresses),
    routes: same(before.routes, fresh.routes),
    rules: same(before.rules, fresh.rules),
    neighbours: same(before.neighbours, fresh.neighbours),
    forwarding: same(before.forwarding, fresh.forwarding),
    qdiscs: same(before.qdiscs, fresh.qdiscs),
  };
  const isSame = PARTS_OF_NETWORK.every((part) => kept[part] === before[part]) && equal(kept.omitted, before.omitted);
  return isSame ? before : kept;
}

function same<T>(before: T, fresh: T): T {
  return equal(before, fresh) ? before : fresh;
}

function sameLinks(before: readonly Link[], fresh: readonly Link[]): boolean {
  const bare = (link: Link | undefined) => ({ ...link, rx: undefined, tx: undefined });
  return before.length === fresh.length && fresh.every((link, at) => equal(bare(before[at]), bare(link)));
}
