import type { Address, Link, LinkIndex, Neighbour, Network, Route } from './network.ts';

/** Numbers of tables and protocols that iproute2 has names for (rt_tables, rt_protos). */
const TABLES: Readonly<Record<number, string>> = { 253: 'default', 254: 'main', 255: 'local' };
const PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'unspec',
  1: 'redirect',
  2: 'kernel',
  3: 'boot',
  4: 'static',
  8: 'gated',
  9: 'ra',
  10: 'mrt',
  11: 'zebra',
  12: 'bird',
  14: 'xorp',
  15: 'ntk',
  16: 'dhcp',
  42: 'babel',
  186: 'bgp',
  187: 'isis',
  188: 'ospf',
  189: 'rip',
  192: 'eigrp',
};

type Json = Readonly<Record<string, unknown>>;

/** What `ip -j -details address` says of these links, less what nobody looks at: names, numbers, flags, addresses, kinds. */
export function ipAddressJson(network: Network): Json[] {
  return network.links.map((link) => ({
    ifindex: link.index,
    ...linkOf(network, link),
    ifname: link.name,
    flags: link.flags,
    mtu: link.mtu,
    ...optional('qdisc', link.qdisc),
    ...optional('master', nameOf(network, link.master)),
    operstate: link.operstate,
    ...optional('txqlen', link.txqlen),
    link_type: link.linkType,
    ...optional('address', link.address),
    ...optional('broadcast', link.broadcast),
    ...optional('ifalias', link.alias),
    ...(link.kind !== undefined && { linkinfo: { info_kind: link.kind } }),
    addr_info: network.addresses.filter(({ index }) => index === link.index).map(addressInfo),
  }));
}

/** The link below by its name when it is in the same namespace, else by its index there. */
function linkOf(network: Network, { link, linkNetnsid, index }: Link): Json {
  if (link === undefined || (linkNetnsid === undefined && link === index)) return {};
  const name = linkNetnsid === undefined ? nameOf(network, link) : undefined;
  return name === undefined
    ? { link_index: link, ...(linkNetnsid !== undefined && { link_netnsid: linkNetnsid }) }
    : { link: name };
}

function addressInfo(address: Address): Json {
  const { family, local, peer, prefixLength, broadcast, scope, label } = address;
  return {
    family,
    local,
    ...optional('address', peer),
    prefixlen: prefixLength,
    ...optional('broadcast', broadcast),
    scope,
    ...optional('label', label),
  };
}

/** What `ip -j route show table all` says, of both families. */
export function ipRouteJson(network: Network): Json[] {
  return network.routes.map((route) => routeJson(network, route));
}

function routeJson(network: Network, route: Route): Json {
  const { type, table, protocol, scope, preferredSource, metric, nextHops } = route;
  const [only, ...others] = nextHops;
  const isOne = others.length === 0;
  return {
    ...(type !== 'unicast' && { type }),
    dst: plainHost(route),
    ...(isOne ? { ...optional('gateway', only?.gateway), ...optional('dev', nameOf(network, only?.index)) } : {}),
    ...(table !== 254 && { table: TABLES[table] ?? String(table) }),
    ...(protocol !== 3 && { protocol: PROTOCOLS[protocol] ?? String(protocol) }),
    ...(scope !== 'global' && { scope }),
    ...optional('prefsrc', preferredSource),
    ...optional('metric', metric),
    flags: isOne ? (only?.flags ?? []) : [],
    ...(!isOne && {
      nexthops: nextHops.map((hop) => ({
        ...optional('gateway', hop.gateway),
        ...optional('dev', nameOf(network, hop.index)),
        weight: hop.weight,
        flags: hop.flags,
      })),
    }),
  };
}

/** A whole address without its length, as ip-route(8) prints it. */
function plainHost({ destination, family }: Route): string {
  const whole = family === 'inet' ? '/32' : '/128';
  return destination.endsWith(whole) ? destination.slice(0, -whole.length) : destination;
}

/** What `ip -j neighbour` says. */
export function ipNeighbourJson(network: Network): Json[] {
  return network.neighbours.map(({ destination, index, linkLayerAddress, router, state }: Neighbour) => ({
    dst: destination,
    ...optional('dev', nameOf(network, index)),
    ...optional('lladdr', linkLayerAddress),
    ...(router && { router: null }),
    state: [state],
  }));
}

function nameOf({ links }: Network, index: LinkIndex | undefined): string | undefined {
  return index === undefined ? undefined : links.find((link) => link.index === index)?.name;
}

function optional(name: string, value: unknown): Json {
  return value === undefined ? {} : { [name]: value };
}
