import { groupBy } from '../base/group-by.ts';
import type { Address, Link, LinkIndex, Network } from '../model/network/network.ts';
import type { LinkState, Row, RowKey } from './scene.ts';

/** Kinds of links that others are ports of. */
const SWITCHES = new Set(['bridge', 'bond', 'team', 'vrf', 'hsr', 'openvswitch']);

export function rowKey({ namespace }: Pick<Network, 'namespace'>, { index }: Pick<Link, 'index'>): RowKey {
  return `${namespace}/${index}`;
}

/**
 * The links of a namespace as rows, what belongs to another below it; loopback only where there is nothing else.
 * @param subnet the place of the network of an address, undefined for one that has none of interest
 */
export function rowsOf(network: Network, subnet: (address: Address) => number | undefined): Row[] {
  const links = shownLinks(network);
  const addresses = groupBy(network.addresses.filter(isTold), ({ index }) => index);
  const indexes = new Set(links.map(({ index }) => index));
  const below = groupBy(links, (link) => parentOf(link, indexes));
  const rows: Row[] = [];
  const seen = new Set<number>();
  const add = (link: Link, depth: number): void => {
    if (seen.has(link.index)) return;
    seen.add(link.index);
    rows.push(rowOf(network, link, depth, addresses.get(link.index) ?? [], subnet));
    for (const port of below.get(link.index) ?? []) add(port, depth + 1);
  };
  for (const link of below.get(undefined) ?? []) add(link, 0);
  // Links that are below each other in a circle have no first one.
  for (const link of links) add(link, 0);
  return rows;
}

function shownLinks({ links }: Network): readonly Link[] {
  const others = links.filter(({ flags }) => !flags.includes('LOOPBACK'));
  return (others.length > 0 ? others : links).toSorted((a, b) => a.index - b.index);
}

/** Its bridge or bond, else the link of the same namespace that it is stacked on. */
function parentOf({ index, master, link, linkNetnsid, kind }: Link, indexes: ReadonlySet<LinkIndex>) {
  const own = linkNetnsid === undefined && kind !== 'veth' ? link : undefined;
  const parent = master ?? own;
  return parent !== undefined && parent !== index && indexes.has(parent) ? parent : undefined;
}

/** Link-local addresses of IPv6 are on every link and say nothing. */
function isTold({ family, scope }: Address): boolean {
  return family === 'inet' || scope === 'global';
}

function rowOf(
  network: Network,
  link: Link,
  depth: number,
  addresses: readonly Address[],
  subnet: (address: Address) => number | undefined,
): Row {
  const places = addresses.flatMap((address) => subnet(address) ?? []);
  return {
    key: rowKey(network, link),
    namespace: network.namespace,
    link: link.index,
    name: link.name,
    kind: kindText(link),
    depth,
    isSwitch: link.kind !== undefined && SWITCHES.has(link.kind),
    state: linkState(link),
    addresses: addresses.map(({ local, prefixLength }) => `${local}/${prefixLength}`),
    subnets: [...new Set(places)],
  };
}

/** Whether a link was set up, and whether it carries (RFC 2863). */
export function linkState({ flags, operstate }: Pick<Link, 'flags' | 'operstate'>): LinkState {
  if (!flags.includes('UP')) return 'down';
  const carries = flags.includes('LOWER_UP') && operstate !== 'DOWN' && operstate !== 'LOWERLAYERDOWN';
  return carries ? 'up' : 'no-carrier';
}

/** `vlan 10`, `vxlan 42`, `macvlan bridge`. */
function kindText({ kind, flags, details }: Link): string {
  if (kind === undefined) return flags.includes('LOOPBACK') ? 'loopback' : '';
  const { vlanId, vni, mode, table } = details;
  const told = vlanId ?? vni ?? table ?? mode;
  return told === undefined ? kind : `${kind} ${told}`;
}
