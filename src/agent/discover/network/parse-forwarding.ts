import type { LinkForwarding } from '../../../model/network/forwarding.ts';
import { type Attributes, attributes } from '../../kernel/netlink.ts';
import { AF } from './values.ts';

/** Length of `struct netconfmsg`, padded. */
export const NETCONFMSG = 4;
/** Attributes of RTM_NEWNETCONF (linux/netconf.h). */
export const NETCONFA = { IFINDEX: 1, FORWARDING: 2, RP_FILTER: 3, PROXY_NEIGH: 5 } as const;

const IFLA_AF_SPEC = 26;
const IFLA_INET_CONF = 1;
const IFLA_INET6_CONF = 2;
/** Places in the list of settings of IPv4 (linux/ip.h IPV4_DEVCONF_*, less one) and of IPv6 (linux/ipv6.h DEVCONF_*). */
const IPV4 = {
  forwarding: 0,
  proxyArp: 2,
  rpFilter: 7,
  arpFilter: 12,
  arpIgnore: 18,
  acceptLocal: 22,
  routeLocalnet: 25,
} as const;
const IPV6 = { forwarding: 0, proxyNdp: 22, disable: 26 } as const;

/** Settings of `all` that a link's own are put together with. */
export interface AllSettings {
  readonly rpFilter: number;
  readonly proxyArp: boolean;
  readonly acceptLocal: boolean;
  readonly routeLocalnet: boolean;
  readonly arpIgnore: number;
  readonly arpFilter: boolean;
}

/** What holds for a link, by the attributes of its message RTM_NEWLINK. */
export function parseForwarding(link: Attributes, all: AllSettings): LinkForwarding {
  const families = nested(link.get(IFLA_AF_SPEC));
  const ipv4 = nested(families.get(AF.INET)).get(IFLA_INET_CONF);
  const ipv6 = nested(families.get(AF.INET6)).get(IFLA_INET6_CONF);
  return { ...(ipv4 && parseIpv4(ipv4, all)), ...(ipv6 && parseIpv6(ipv6)) };
}

function parseIpv4(settings: Buffer, all: AllSettings): LinkForwarding {
  const at = (place: number) => setting(settings, place);
  return {
    ipv4: at(IPV4.forwarding) !== 0,
    rpFilter: Math.max(at(IPV4.rpFilter), all.rpFilter),
    proxyArp: all.proxyArp || at(IPV4.proxyArp) !== 0,
    acceptLocal: all.acceptLocal || at(IPV4.acceptLocal) !== 0,
    routeLocalnet: all.routeLocalnet || at(IPV4.routeLocalnet) !== 0,
    arpIgnore: Math.max(at(IPV4.arpIgnore), all.arpIgnore),
    arpFilter: all.arpFilter || at(IPV4.arpFilter) !== 0,
  };
}

function parseIpv6(settings: Buffer): LinkForwarding {
  const at = (place: number) => setting(settings, place);
  return {
    ipv6: at(IPV6.forwarding) !== 0,
    proxyNdp: at(IPV6.proxyNdp) !== 0,
    disableIpv6: at(IPV6.disable) !== 0,
  };
}

function setting(settings: Buffer, place: number): number {
  return (place + 1) * 4 <= settings.length ? settings.readInt32LE(place * 4) : 0;
}

function nested(value: Buffer | undefined): Attributes {
  return value ? attributes(value) : new Map();
}
