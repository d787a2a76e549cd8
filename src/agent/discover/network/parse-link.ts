import type { Counters, Link, LinkDetails } from '../../../model/network/network.ts';
import { type Attributes, attributes } from '../../kernel/netlink.ts';
import { addressText, macText, textOf } from './values.ts';

/** Length of `struct ifinfomsg`. */
export const IFINFOMSG = 16;

/** Attributes of a link (linux/if_link.h). */
const IFLA = {
  ADDRESS: 1,
  BROADCAST: 2,
  IFNAME: 3,
  MTU: 4,
  LINK: 5,
  QDISC: 6,
  MASTER: 10,
  TXQLEN: 13,
  OPERSTATE: 16,
  LINKINFO: 18,
  IFALIAS: 20,
  STATS64: 23,
  LINK_NETNSID: 37,
} as const;

const OPERSTATES = ['UNKNOWN', 'NOTPRESENT', 'DOWN', 'LOWERLAYERDOWN', 'TESTING', 'DORMANT', 'UP'];

/** Bits of ifi_flags in the order of ip-link(8) (linux/if.h). */
const FLAGS: readonly (readonly [number, string])[] = [
  [0x8, 'LOOPBACK'],
  [0x2, 'BROADCAST'],
  [0x10, 'POINTOPOINT'],
  [0x1000, 'MULTICAST'],
  [0x80, 'NOARP'],
  [0x200, 'ALLMULTI'],
  [0x100, 'PROMISC'],
  [0x400, 'MASTER'],
  [0x800, 'SLAVE'],
  [0x4, 'DEBUG'],
  [0x8000, 'DYNAMIC'],
  [0x4000, 'AUTOMEDIA'],
  [0x2000, 'PORTSEL'],
  [0x20, 'NOTRAILERS'],
  [0x1, 'UP'],
  [0x10000, 'LOWER_UP'],
  [0x20000, 'DORMANT'],
  [0x40000, 'ECHO'],
];
const UP = 0x1;
const RUNNING = 0x40;

/** ARP types (linux/if_arp.h) as ip-link(8) calls them. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'ether',
  32: 'infiniband',
  512: 'ppp',
  768: 'ipip',
  769: 'tunnel6',
  772: 'loopback',
  776: 'sit',
  778: 'gre',
  801: 'ieee802.11',
  823: 'gre6',
  65534: 'none',
};
/** Types whose address is an IP address. */
const IP_TYPES = new Set([768, 769, 776, 778, 823]);

/** A message RTM_NEWLINK as a link. */
export function parseLink(body: Buffer): Link {
  const type = body.readUInt16LE(2);
  const found = attributes(body, IFINFOMSG);
  const info = found.get(IFLA.LINKINFO);
  const nested: Attributes = info ? attributes(info) : new Map();
  const [kind, portKind] = [textOf(nested.get(1)), textOf(nested.get(4))];
  const stats = found.get(IFLA.STATS64);
  const hardware = (value: Buffer | undefined) =>
    value === undefined || value.length === 0 ? undefined : IP_TYPES.has(type) ? addressText(value) : macText(value);
  return {
    index: body.readInt32LE(4),
    name: textOf(found.get(IFLA.IFNAME)) ?? '',
    linkType: TYPES[type] ?? `${type}`,
    flags: flagNames(body.readUInt32LE(8)),
    mtu: found.get(IFLA.MTU)?.readUInt32LE(0) ?? 0,
    operstate: OPERSTATES[found.get(IFLA.OPERSTATE)?.[0] ?? 0] ?? 'UNKNOWN',
    rx: counters(stats, 0),
    tx: counters(stats, 1),
    details: detailsOf(kind, nested.get(2)),
    ...present({
      kind,
      portKind,
      address: hardware(found.get(IFLA.ADDRESS)),
      broadcast: hardware(found.get(IFLA.BROADCAST)),
      alias: textOf(found.get(IFLA.IFALIAS)),
      qdisc: textOf(found.get(IFLA.QDISC)),
      txqlen: found.get(IFLA.TXQLEN)?.readUInt32LE(0),
      master: found.get(IFLA.MASTER)?.readUInt32LE(0),
      link: found.get(IFLA.LINK)?.readUInt32LE(0),
      linkNetnsid: found.get(IFLA.LINK_NETNSID)?.readInt32LE(0),
    }),
  };
}

/** ip-link(8) says that there is no carrier where an interface is up and does not run. */
function flagNames(bits: number): string[] {
  const names = FLAGS.flatMap(([bit, name]) => ((bits & bit) === 0 ? [] : [name]));
  return (bits & UP) !== 0 && (bits & RUNNING) === 0 ? ['NO-CARRIER', ...names] : names;
}

/** `struct rtnl_link_stats64`: packets, bytes, errors, dropped, of each first received, then sent. */
function counters(stats: Buffer | undefined, direction: 0 | 1): Counters {
  const at = (pair: number) => Number(stats?.readBigUInt64LE((pair * 2 + direction) * 8) ?? 0n);
  return { packets: at(0), bytes: at(1), errors: at(2), dropped: at(3) };
}

type Parse = (data: Attributes) => LinkDetails;

const DETAILS: Readonly<Record<string, Parse>> = {
  vlan: (data) =>
    present({
      vlanId: data.get(1)?.readUInt16LE(0),
      vlanProtocol: protocolName(data.get(5)?.readUInt16BE(0)),
    }),
  vxlan: (data) =>
    present({
      vni: data.get(1)?.readUInt32LE(0),
      remote: addressText(data.get(2) ?? data.get(16)),
      local: addressText(data.get(4) ?? data.get(17)),
      port: data.get(15)?.readUInt16BE(0),
    }),
  geneve: (data) =>
    present({
      vni: data.get(1)?.readUInt32LE(0),
      remote: addressText(data.get(2) ?? data.get(7)),
      port: data.get(5)?.readUInt16BE(0),
    }),
  macvlan: macvlan,
  macvtap: macvlan,
  ipvlan: (data) => present({ mode: ['l2', 'l3', 'l3s'][data.get(1)?.readUInt16LE(0) ?? -1] }),
  bond: (data) => present({ mode: BOND_MODES[data.get(1)?.[0] ?? -1] }),
  bridge: (data) =>
    present({ stp: data.has(5) ? data.get(5)?.readUInt32LE(0) !== 0 : undefined, vlanFiltering: flag(data.get(7)) }),
  vrf: (data) => present({ table: data.get(1)?.readUInt32LE(0) }),
  gre: tunnel,
  gretap: tunnel,
  ip6gre: tunnel,
  ip6gretap: tunnel,
  ipip: ipTunnel,
  sit: ipTunnel,
  ip6tnl: ipTunnel,
  vti: tunnel,
};

const BOND_MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'];
const MACVLAN_MODES: Readonly<Record<number, string>> = {
  1: 'private',
  2: 'vepa',
  4: 'bridge',
  8: 'passthru',
  16: 'source',
};

function macvlan(data: Attributes): LinkDetails {
  return present({ mode: MACVLAN_MODES[data.get(1)?.readUInt32LE(0) ?? 0] });
}

/** IFLA_GRE_LOCAL and IFLA_GRE_REMOTE, those of vti have the same numbers less two. */
function tunnel(data: Attributes): LinkDetails {
  return present({ local: addressText(data.get(6)), remote: addressText(data.get(7)) });
}

/** IFLA_IPTUN_LOCAL and IFLA_IPTUN_REMOTE. */
function ipTunnel(data: Attributes): LinkDetails {
  return present({ local: addressText(data.get(2)), remote: addressText(data.get(3)) });
}

function detailsOf(kind: string | undefined, data: Buffer | undefined): LinkDetails {
  const parse = kind !== undefined && Object.hasOwn(DETAILS, kind) ? DETAILS[kind] : undefined;
  return parse && data ? parse(attributes(data)) : {};
}

function protocolName(protocol: number | undefined): string | undefined {
  if (protocol === undefined) return undefined;
  return { 0x8100: '802.1Q', 0x88a8: '802.1ad' }[protocol] ?? `0x${protocol.toString(16)}`;
}

function flag(value: Buffer | undefined): boolean | undefined {
  return value === undefined ? undefined : value[0] !== 0;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are undefined. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
