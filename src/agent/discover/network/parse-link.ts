import type { Counters, Link } from '../../../model/network/network.ts';
import type { LinkCounters } from '../../../model/network/topology.ts';
import { type Attributes, attributes } from '../../kernel/netlink.ts';
import { detailsOf } from './link-details.ts';
import { portOf } from './port-details.ts';
import { addressText, flag, macText, present, textOf } from './values.ts';

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
  CARRIER: 33,
  LINK_NETNSID: 37,
  PARENT_DEV_NAME: 56,
  PARENT_DEV_BUS_NAME: 57,
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
  280: 'can',
  512: 'ppp',
  768: 'ipip',
  769: 'tunnel6',
  772: 'loopback',
  776: 'sit',
  778: 'gre',
  801: 'ieee802.11',
  823: 'gre6',
  824: 'netlink',
  65534: 'none',
};
/** Types whose address is an IP address. */
const IP_TYPES = new Set([768, 769, 776, 778, 823]);

/** A message RTM_NEWLINK as a link. `found`: its attributes. */
export function parseLink(body: Buffer, found = attributes(body, IFINFOMSG)): Link {
  const type = body.readUInt16LE(2);
  const flags = body.readUInt32LE(8);
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
    flags: flagNames(flags),
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
      carrier: (flags & UP) === 0 ? undefined : flag(found.get(IFLA.CARRIER)),
      bus: textOf(found.get(IFLA.PARENT_DEV_BUS_NAME)),
      device: textOf(found.get(IFLA.PARENT_DEV_NAME)),
      port: portOf(portKind, nested.get(5)),
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

const IF_STATS_MSG = 12;
const IFLA_STATS_LINK_64 = 1;

/** A message RTM_NEWSTATS as the counters of a link. */
export function parseCounters(body: Buffer): LinkCounters {
  const stats = attributes(body, IF_STATS_MSG).get(IFLA_STATS_LINK_64);
  return { index: body.readUInt32LE(4), rx: counters(stats, 0), tx: counters(stats, 1) };
}
