import { groupBy } from '../../base/group-by.ts';
import type { NamespaceId } from '../namespace.ts';
import type { Link, LinkIndex, Network } from './network.ts';

/** An end of a wire: a link, and the namespace it is in. */
export interface WireEnd {
  readonly namespace: NamespaceId;
  readonly index: LinkIndex;
  /** Name of the link; several can have one where names are no UTF-8. Raw text. */
  readonly link: string;
}

/** What connects two links. */
export interface Wire {
  /**
   * `pair`: the ends of one cable (veth(4), netkit). `stack`: `a` stands on `b`, which is in another namespace (vlan, macvlan,
   * …); within one `Link.link` tells. `tunnel`: each is the other's remote end (vxlan, gre, …).
   */
  readonly relation: 'pair' | 'stack' | 'tunnel';
  /** Kind of `a`. Raw text. */
  readonly kind: string;
  readonly a: WireEnd;
  /** Absent when the other end is in a namespace that cannot be seen. */
  readonly b?: WireEnd;
}

/**
 * The number that the namespace of the first network has given that of the second (ip-netns(8) `list-id`).
 * Asked for each wire between two namespaces: the index alone would lead to a wrong one where the right one is not seen.
 */
export type NetnsIdOf = (from: NamespaceId, to: NamespaceId) => number | undefined;

/** Kinds of links that come in pairs. */
const PAIRS = new Set(['veth', 'netkit', 'vxcan']);

interface Place {
  readonly network: Network;
  readonly link: Link;
}

/** What connects the links of these namespaces; yields after each step. Each wire is told once. */
export function* findWires(networks: readonly Network[], idOf: NetnsIdOf): Generator<void, Wire[]> {
  const all = networks.flatMap((network) => network.links.map((link): Place => ({ network, link })));
  const ends = groupBy(all, ({ link }) => (isPaired(link) ? endKey(link.kind, link.index, peerIndex(link)) : ''));
  const byIndex = groupBy(all, ({ link }) => link.index);
  const wires: Wire[] = [];
  const done = new Set<Link>();
  for (const place of all) {
    if (done.has(place.link)) continue;
    const wire = isPaired(place.link) ? pairOf(place, ends, idOf, done) : stackOf(place, byIndex, idOf);
    if (wire) wires.push(wire);
    yield;
  }
  return [...wires, ...(yield* findTunnels(all))];
}

/** The same at once. */
export function wiresOf(networks: readonly Network[], idOf: NetnsIdOf): Wire[] {
  const work = findWires(networks, idOf);
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

function isPaired({ kind }: Link): boolean {
  return kind !== undefined && PAIRS.has(kind);
}

/** Each end of a pair tells the index of the other: what it is called by both. */
function endKey(kind: string | undefined, own: LinkIndex, peer: LinkIndex): string {
  return `${kind} ${own} ${peer}`;
}

function pairOf(place: Place, ends: ReadonlyMap<string, readonly Place[]>, idOf: NetnsIdOf, done: Set<Link>): Wire {
  const { link } = place;
  const fits = ends.get(endKey(link.kind, peerIndex(link), link.index)) ?? [];
  const other = fits.find((each) => each.link !== link && !done.has(each.link) && isThere(place, each.network, idOf));
  done.add(link);
  if (other) done.add(other.link);
  return wire('pair', place, other);
}

/** The kernel leaves the index out when it is that of the link itself. */
function peerIndex({ link, index }: Link): LinkIndex {
  return link ?? index;
}

/** A link that stands on one of another namespace. */
function stackOf(place: Place, byIndex: ReadonlyMap<LinkIndex, readonly Place[]>, idOf: NetnsIdOf): Wire | undefined {
  const { link } = place;
  // A tunnel tells the namespace that its packets go out of, and no link there.
  if (link.linkNetnsid === undefined || !link.link || link.kind === undefined) return undefined;
  const other = byIndex.get(link.link)?.find((each) => isThere(place, each.network, idOf));
  return wire('stack', place, other);
}

/** Whether a network is the one that the other end of a link is in. */
function isThere({ network, link }: Place, there: Network, idOf: NetnsIdOf): boolean {
  if (link.linkNetnsid === undefined) return there === network;
  return there !== network && idOf(network.namespace, there.namespace) === link.linkNetnsid;
}

/** Tunnels of one kind and number, each of which has its far end where the other is. */
function* findTunnels(all: readonly Place[]): Generator<void, Wire[]> {
  const tunnels = all.filter(({ link }) => link.details.remote !== undefined);
  const alike = groupBy(tunnels, tunnelKey);
  // Of several with the same addresses nobody knows which it is.
  const onlyOther = (place: Place) => {
    const all = alike.get(tunnelKey(place)) ?? [];
    const fits = all.filter((each) => each !== place && leadsTo(place, each) && leadsTo(each, place));
    return fits.length === 1 ? fits[0] : undefined;
  };
  const wires: Wire[] = [];
  const done = new Set<Place>();
  for (const place of tunnels) {
    const other = done.has(place) ? undefined : onlyOther(place);
    if (other && onlyOther(other) === place) {
      done.add(other);
      wires.push(wire('tunnel', place, other));
    }
    yield;
  }
  return wires;
}

function tunnelKey({ link }: Place): string {
  return `${link.kind} ${link.details.vni ?? ''}`;
}

function leadsTo({ link }: Place, { link: { details }, network }: Place): boolean {
  const { remote } = link.details;
  const isAny = details.local === undefined || details.local === '0.0.0.0' || details.local === '::';
  return isAny ? network.addresses.some(({ local }) => local === remote) : details.local === remote;
}

function wire(relation: Wire['relation'], place: Place, other: Place | undefined): Wire {
  const told = { relation, kind: place.link.kind ?? '', a: endOf(place) };
  return other ? { ...told, b: endOf(other) } : told;
}

function endOf({ network, link }: Place): WireEnd {
  return { namespace: network.namespace, index: link.index, link: link.name };
}
