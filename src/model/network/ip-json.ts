import type { Address, Family, Link, LinkIndex, Neighbour, Network, NextHop, Route } from './network.ts';
import type { NumberRange, Rule } from './rule.ts';
import { endpointText, type WireguardDevice } from './wireguard.ts';

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
export function ipAddressJson(network: Network, wireguard: readonly WireguardDevice[] = []): Json[] {
  return network.links.map((link) => ({
    ifindex: link.index,
    ...linkOf(network, link),
    ifname: link.name,
    flags: flagsOf(network, link),
    mtu: link.mtu,
    ...optional('qdisc', link.qdisc),
    ...optional('master', nameOf(network, link.master)),
    operstate: link.operstate,
    ...optional('txqlen', link.txqlen),
    link_type: link.linkType,
    ...optional('address', link.address),
    ...optional('broadcast', link.broadcast),
    ...optional('ifalias', link.alias),
    ...linkInfo(
      link,
      wireguard.find(({ index }) => index === link.index),
    ),
    addr_info: network.addresses.filter(({ index }) => index === link.index).map(addressInfo),
  }));
}

/** ip(8) knows nothing of wireguard: there are the names of wg(8) `show`, written as ip(8) writes names. */
function linkInfo({ kind }: Link, wireguard: WireguardDevice | undefined): Json {
  if (kind === undefined) return {};
  return { linkinfo: { info_kind: kind, ...(wireguard && { info_data: wireguardData(wireguard) }) } };
}

function wireguardData({ publicKey, listenPort, fwmark, peers }: WireguardDevice): Json {
  return {
    ...optional('public_key', publicKey),
    listen_port: listenPort,
    ...optional('fwmark', fwmark),
    peers: peers.map((peer) => ({
      public_key: peer.publicKey,
      ...optional('endpoint', peer.endpoint && endpointText(peer.endpoint)),
      allowed_ips: peer.allowedIps,
      ...optional('latest_handshake', peer.latestHandshake),
      transfer_rx: peer.transferRx,
      transfer_tx: peer.transferTx,
      ...optional('persistent_keepalive', peer.persistentKeepalive),
    })),
  };
}

/** ip-link(8) says of a link that the one below, or the other end, is down. */
function flagsOf({ links }: Network, { link, linkNetnsid, flags }: Link): readonly string[] {
  const below = linkNetnsid === undefined ? links.find(({ index }) => index === link) : undefined;
  return below && !below.flags.includes('UP') ? [...flags, 'M-DOWN'] : flags;
}

/** The link below by its name when it is in the same namespace, else by its index there. */
function linkOf(network: Network, { link, linkNetnsid, index }: Link): Json {
  if (link === undefined || (linkNetnsid === undefined && link === index)) return {};
  // A tunnel that goes out by no link of its own.
  if (link === 0) return { link: null };
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
    ...(isOne && { ...gatewayJson(route, only), ...optional('dev', nameOf(network, only?.index)) }),
    ...(table !== 254 && { table: TABLES[table] ?? String(table) }),
    ...(protocol !== 3 && { protocol: PROTOCOLS[protocol] ?? String(protocol) }),
    ...(scope !== 'global' && { scope }),
    ...optional('prefsrc', preferredSource),
    ...optional('metric', metric),
    flags: isOne ? (only?.flags ?? []) : [],
    ...(!isOne && {
      nexthops: nextHops.map((hop) => ({
        ...gatewayJson(route, hop),
        ...optional('dev', nameOf(network, hop.index)),
        weight: hop.weight,
        flags: hop.flags,
      })),
    }),
  };
}

/** One of the other family is told with that. */
function gatewayJson({ family }: Route, hop: NextHop | undefined): Json {
  const host = hop?.gateway;
  const isOther = family === 'inet' && host?.includes(':');
  return isOther ? { via: { family: 'inet6', host } } : optional('gateway', host);
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

/** What `ip -j rule` says, of both families. */
export function ipRuleJson({ rules }: Network): Json[] {
  return rules.map((rule) => {
    const { from, to, fwmark, fwmask, ipProtocol, sourcePort, destinationPort, uids, table, action } = rule;
    return {
      priority: rule.priority,
      ...(rule.not && { not: null }),
      ...prefixJson('src', 'srclen', from ?? 'all', rule.family),
      ...(to !== undefined && prefixJson('dst', 'dstlen', to, rule.family)),
      ...(rule.tos !== undefined && { tos: hex(rule.tos) }),
      ...(fwmark !== undefined && { fwmark: hex(fwmark) }),
      ...(fwmask !== undefined && { fwmask: hex(fwmask) }),
      ...optional('iif', rule.iif),
      ...optional('oif', rule.oif),
      ...(uids && { uid_start: uids.from, uid_end: uids.to }),
      ...(ipProtocol !== undefined && { ipproto: IP_PROTOCOLS[ipProtocol] ?? `ipproto-${ipProtocol}` }),
      ...rangeJson('sport', sourcePort),
      ...rangeJson('dport', destinationPort),
      ...(rule.l3mdev && { l3mdev: null }),
      ...optional('suppress_prefixlen', rule.suppressPrefixLength),
      ...(action === 'lookup' ? table !== undefined && { table: TABLES[table] ?? String(table) } : targetJson(rule)),
    };
  });
}

const IP_PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp', 132: 'sctp' };

function targetJson({ action, goto }: Rule): Json {
  return action === 'goto' ? { goto } : { action };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function rangeJson(name: string, range: NumberRange | undefined): Json {
  if (!range) return {};
  const { from, to } = range;
  return from === to ? { [name]: from } : { [`${name}_start`]: from, [`${name}_end`]: to };
}

function prefixJson(name: string, lengthName: string, prefix: string, family: Family): Json {
  const [address, length] = prefix.split('/');
  const isWhole = Number(length) === (family === 'inet' ? 32 : 128);
  return { [name]: address, ...(length !== undefined && !isWhole && { [lengthName]: Number(length) }) };
}
