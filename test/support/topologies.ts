import type { Firewall } from '../../src/model/network/firewall.ts';
import type { LinkForwarding } from '../../src/model/network/forwarding.ts';
import type { Address, Link, LinkDetails, Neighbour, Network, Route } from '../../src/model/network/network.ts';
import type { FdbEntry, NetworkInside } from '../../src/model/network/network-inside.ts';
import type { PathFacts } from '../../src/model/network/path/world.ts';
import type { PortDetails, VlanRange } from '../../src/model/network/port.ts';
import type { Rule } from '../../src/model/network/rule.ts';
import type { Wire } from '../../src/model/network/wires.ts';
import { formatSubnet, parseAddress, subnetOf } from '../../src/model/spec/address.ts';

const NONE = { bytes: 0, packets: 0, errors: 0, dropped: 0 };

/** A link as a test writes it; it is up, and an ether link, if not said otherwise. */
export interface LinkSketch {
  readonly kind?: string;
  readonly down?: true;
  readonly addresses?: readonly string[];
  readonly details?: LinkDetails;
  readonly port?: PortDetails;
  readonly portKind?: string;
  readonly vlans?: readonly VlanRange[];
  /** Names of links of the same namespace. */
  readonly master?: string;
  readonly on?: string;
  /** The other end of the cable: `nyc/eth0`. */
  readonly peer?: string;
  readonly mtu?: number;
  readonly mac?: string;
  readonly type?: string;
  readonly flags?: readonly string[];
  readonly forwarding?: LinkForwarding;
}

export interface NetworkSketch {
  readonly links: Readonly<Record<string, LinkSketch>>;
  /** `default via 10.0.0.254 dev eth0`, `10.9.0.0/24 dev eth0 table 7`, `blackhole 10.0.0.9/32`. */
  readonly routes?: readonly string[];
  readonly rules?: readonly Partial<Rule>[];
  readonly neighbours?: readonly {
    readonly dev: string;
    readonly to: string;
    readonly mac: string;
    readonly state: string;
  }[];
  readonly forwards?: true;
  readonly bridgeNetfilter?: true;
  readonly qdiscs?: Network['qdiscs'];
  readonly omitted?: Network['omitted'];
  readonly fdb?: readonly FdbEntry[];
  readonly firewall?: Partial<Firewall>;
  readonly sockets?: NetworkInside['sockets'];
  readonly wireguard?: NetworkInside['wireguard'];
}

/** All that a path is computed from; a namespace is called by its key, and its routes of its own addresses are added. */
export function sketch(networks: Readonly<Record<string, NetworkSketch>>): PathFacts {
  const made = Object.entries(networks).map(([name, each]) => network(name, each));
  const ids = Object.keys(networks);
  return {
    topology: {
      networks: Object.fromEntries(made.map((each) => [each.namespace, each])),
      wires: Object.entries(networks).flatMap(([name, each]) => wires(name, each, networks)),
      problems: [],
    },
    insides: new Map(Object.entries(networks).map(([name, each]) => [name, inside(name, each)])),
    labels: new Map(ids.map((name) => [name, { label: name, netns: name }])),
  };
}

function indexOf({ links }: NetworkSketch, name: string): number {
  return Object.keys(links).indexOf(name) + 2;
}

function network(name: string, each: NetworkSketch): Network {
  const links = Object.entries(each.links);
  const addresses = links.flatMap(([link, { addresses: own = [] }]) =>
    own.map((text) => address(indexOf(each, link), text)),
  );
  return {
    namespace: name,
    links: [loopback, ...links.map(([link, details]) => linkOf(each, name, link, details))],
    addresses,
    routes: [...ownRoutes(each, addresses), ...(each.routes ?? []).map((text) => route(each, text))],
    rules: (each.rules ?? []).map((rule) => ({ family: 'inet', priority: 0, action: 'lookup', ...rule })),
    neighbours: (each.neighbours ?? []).map(
      ({ dev, to, mac, state }): Neighbour => ({
        family: to.includes(':') ? 'inet6' : 'inet',
        index: indexOf(each, dev),
        destination: to,
        linkLayerAddress: mac,
        state,
        router: false,
      }),
    ),
    forwarding: {
      ipv4: each.forwards === true,
      ipv6: each.forwards === true,
      ...(each.bridgeNetfilter && { bridgeNetfilter: true }),
      links: Object.fromEntries(
        links.map(([link, { forwarding }]) => [indexOf(each, link), { ipv4: each.forwards === true, ...forwarding }]),
      ),
    },
    qdiscs: each.qdiscs ?? [],
    ...(each.omitted && { omitted: each.omitted }),
  };
}

const loopback: Link = {
  index: 1,
  name: 'lo',
  linkType: 'loopback',
  flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
  mtu: 65536,
  operstate: 'UNKNOWN',
  rx: NONE,
  tx: NONE,
  details: {},
};

function linkOf(each: NetworkSketch, namespace: string, name: string, own: LinkSketch): Link {
  const { kind = 'veth', down, details = {}, port, vlans, master, on, mtu = 1500, type = 'ether' } = own;
  const index = indexOf(each, name);
  const bytes = Array.from(`${namespace}${name}`).reduce(
    (sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xff_ff_ff,
    7,
  );
  const mac = `02:00:00:${bytes
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(..)(..)/, '$1:$2:$3')}`;
  return {
    ...loopback,
    index,
    name,
    ...(kind !== '' && { kind }),
    linkType: type,
    flags: [...(down ? [] : ['UP', 'LOWER_UP']), ...(own.flags ?? [])],
    mtu,
    operstate: down ? 'DOWN' : 'UP',
    address: own.mac ?? mac,
    details,
    ...(port && { port }),
    ...(master !== undefined && { master: indexOf(each, master), portKind: own.portKind ?? 'bridge' }),
    ...(on !== undefined && { link: indexOf(each, on) }),
    ...(vlans && { vlans }),
  };
}

function address(index: number, text: string): Address {
  const [prefix = '', ...flags] = text.split(' ');
  const [local = '', length] = prefix.split('/');
  const family = local.includes(':') ? 'inet6' : 'inet';
  return { index, family, local, prefixLength: Number(length), scope: 'global', flags };
}

const ROUTE = { protocol: 2, scope: 'global' } as const;

/** What the kernel adds by itself for the addresses of links that are up. */
function ownRoutes({ links }: NetworkSketch, addresses: readonly Address[]): Route[] {
  return addresses.flatMap(({ index, local, prefixLength, family }): Route[] => {
    const link = Object.values(links)[index - 2];
    const subnet = subnetOf(parseAddress(`${local}/${prefixLength}`) ?? { family: 4, value: 0n, prefix: 0 });
    const table = link?.master === undefined ? undefined : links[link.master]?.details?.table;
    const hop = { nextHops: [{ index, weight: 1, flags: [] }], family, ...ROUTE };
    const own: Route = { ...hop, type: 'local', destination: local, table: table ?? 255 };
    if (link?.down || !subnet) return [own];
    return [own, { ...hop, type: 'unicast', destination: formatSubnet(subnet), table: table ?? 254 }];
  });
}

function route(each: NetworkSketch, text: string): Route {
  const words = text.split(' ');
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const isType = /^(?:blackhole|unreachable|prohibit|throw)$/.test(words[0] ?? '');
  const destination = words[isType ? 1 : 0] ?? '';
  const gateway = after('via');
  const [dev, metric, source] = [after('dev'), after('metric'), after('src')];
  return {
    family: `${destination}${gateway ?? ''}`.includes(':') ? 'inet6' : 'inet',
    type: isType ? (words[0] ?? '') : 'unicast',
    destination,
    table: Number(after('table') ?? 254),
    ...ROUTE,
    ...(metric !== undefined && { metric: Number(metric) }),
    ...(source !== undefined && { preferredSource: source }),
    nextHops: isType
      ? []
      : [{ ...(gateway !== undefined && { gateway }), index: indexOf(each, dev ?? ''), weight: 1, flags: [] }],
  };
}

/** Each cable once. */
function wires(name: string, each: NetworkSketch, all: Readonly<Record<string, NetworkSketch>>): Wire[] {
  return Object.entries(each.links).flatMap(([link, { peer, kind = 'veth' }]): Wire[] => {
    if (peer === undefined) return [];
    const a = { namespace: name, index: indexOf(each, link), link };
    const [namespace = '', other = ''] = peer.split('/');
    const there = all[namespace];
    if (!there) return [{ relation: 'pair', kind, a }];
    if (`${namespace}/${other}` < `${name}/${link}`) return [];
    return [{ relation: 'pair', kind, a, b: { namespace, index: indexOf(there, other), link: other } }];
  });
}

function inside(namespace: string, { fdb = [], firewall, sockets = [], wireguard = [] }: NetworkSketch): NetworkInside {
  return {
    namespace,
    fdb,
    sockets,
    wireguard,
    firewall: { chains: [], rules: [], unknown: 0, text: '', ...firewall },
    problems: [],
  };
}
