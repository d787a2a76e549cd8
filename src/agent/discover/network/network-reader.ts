import type { Disposable } from '../../../base/disposable.ts';
import type { NamespaceId } from '../../../model/namespace.ts';
import type { Forwarding, LinkForwarding } from '../../../model/network/forwarding.ts';
import type { Link, LinkIndex, Network, Omitted } from '../../../model/network/network.ts';
import type { VlanRange } from '../../../model/network/port.ts';
import type { LinkCounters } from '../../../model/network/topology.ts';
import { attribute, attributes, NetlinkSocket } from '../../kernel/netlink.ts';
import { inNetworkNamespace } from '../../kernel/network-namespace.ts';
import { IFADDRMSG, parseAddress } from './parse-address.ts';
import { type AllSettings, NETCONFA, NETCONFMSG, parseForwarding } from './parse-forwarding.ts';
import { IFINFOMSG, parseCounters, parseLink } from './parse-link.ts';
import { NDMSG, parseNeighbour } from './parse-neighbour.ts';
import { parseQdisc, TCMSG } from './parse-qdisc.ts';
import { parseRoute, RTMSG } from './parse-route.ts';
import { FIB_RULE_HDR, parseRule } from './parse-rule.ts';
import { vlansOf } from './port-details.ts';
import { readSysctls, type Sysctls } from './sysctls.ts';
import { AF, present } from './values.ts';

/** Requests of rtnetlink(7) (linux/rtnetlink.h). */
const RTM = {
  GETLINK: 18,
  GETADDR: 22,
  GETROUTE: 26,
  GETNEIGH: 30,
  GETRULE: 34,
  GETQDISC: 38,
  GETNETCONF: 82,
  GETSTATS: 94,
} as const;

const IFLA_AF_SPEC = 26;
const IFLA_EXT_MASK = 29;
const RTEXT_FILTER_BRVLAN_COMPRESSED = 0x4;
const NETCONFA_IFINDEX_ALL = -1;
/** Length of `struct if_stats_msg`, and what selects the counters of links (linux/if_link.h). */
const IF_STATS_MSG = 12;
const STATS_LINK_64 = 0x1;
/** So many are told of one namespace, at the most: together they fit into one message. */
const MOST: Readonly<Record<NetworkPart, number>> = {
  links: 4000,
  addresses: 6000,
  routes: 8000,
  rules: 2000,
  neighbours: 6000,
  qdiscs: 8000,
};
/** Bodies of requests for everything: the family's own header, all zero. */
const ALL = {
  links: Buffer.alloc(IFINFOMSG),
  addresses: Buffer.alloc(IFADDRMSG),
  routes: Buffer.alloc(RTMSG),
  rules: Buffer.alloc(FIB_RULE_HDR),
  neighbours: Buffer.alloc(NDMSG),
  qdiscs: Buffer.alloc(TCMSG),
} as const;

/** What can be read again by itself. What else belongs to a link comes with `links`. */
export type NetworkPart = 'links' | 'addresses' | 'routes' | 'rules' | 'neighbours' | 'qdiscs';
export const NETWORK_PARTS: ReadonlySet<NetworkPart> = new Set([
  'links',
  'addresses',
  'routes',
  'rules',
  'neighbours',
  'qdiscs',
]);

/** Reads one network namespace through one socket. */
export class NetworkReader implements Disposable {
  readonly #namespace: NamespaceId;
  readonly #socket: NetlinkSocket;
  readonly #sysctls: Sysctls;

  /**
   * @param fd the namespace, open
   * @throws SyscallError EPERM without CAP_SYS_ADMIN over it
   */
  constructor(namespace: NamespaceId, fd: number) {
    this.#namespace = namespace;
    const opened = inNetworkNamespace(fd, () => ({ socket: new NetlinkSocket(), sysctls: readSysctls() }));
    this.#socket = opened.socket;
    this.#sysctls = opened.sysctls;
  }

  /**
   * Everything, or only some parts of what is known already. Yields where there is much.
   * @throws SyscallError
   */
  *read(before?: Network, wanted: ReadonlySet<NetworkPart> = NETWORK_PARTS): Generator<void, Network> {
    const parts = before ? wanted : NETWORK_PARTS;
    const { links, forwarding, omittedLinks } =
      !before || parts.has('links') ? yield* this.#links() : { ...before, omittedLinks: before.omitted?.links };
    const addresses = yield* this.#part('addresses', parts, before, RTM.GETADDR, parseAddress);
    const routes = yield* this.#part('routes', parts, before, RTM.GETROUTE, parseRoute);
    const rules = yield* this.#part('rules', parts, before, RTM.GETRULE, parseRule);
    const neighbours = yield* this.#part('neighbours', parts, before, RTM.GETNEIGH, parseNeighbour);
    const qdiscs = yield* this.#part('qdiscs', parts, before, RTM.GETQDISC, parseQdisc);
    const omitted: Omitted = present({
      links: omittedLinks,
      addresses: addresses.omitted,
      routes: routes.omitted,
      neighbours: neighbours.omitted,
    });
    return {
      namespace: this.#namespace,
      links,
      addresses: addresses.items,
      routes: routes.items,
      rules: rules.items,
      neighbours: neighbours.items,
      forwarding,
      qdiscs: qdiscs.items,
      ...(Object.keys(omitted).length > 0 && { omitted }),
    };
  }

  dispose(): void {
    this.#socket.dispose();
  }

  *#part<K extends Exclude<NetworkPart, 'links'>>(
    part: K,
    wanted: ReadonlySet<NetworkPart>,
    before: Network | undefined,
    type: number,
    parse: (body: Buffer) => Network[K][number] | undefined,
  ): Generator<void, { readonly items: readonly Network[K][number][]; readonly omitted: number | undefined }> {
    if (before && !wanted.has(part)) {
      const omitted = before.omitted && part in before.omitted ? before.omitted[part as keyof Omitted] : undefined;
      return { items: before[part], omitted };
    }
    const { items, omitted } = yield* this.#socket.each(type, ALL[part], parse, MOST[part]);
    return { items, omitted: omitted || undefined };
  }

  *#links(): Generator<void, { links: readonly Link[]; forwarding: Forwarding; omittedLinks: number | undefined }> {
    const [ipv4, ipv6] = [this.#netconf(AF.INET), this.#netconf(AF.INET6)];
    const all: AllSettings = { ...this.#sysctls.all, ...ipv4.settings };
    const perLink: Record<LinkIndex, LinkForwarding> = {};
    const parse = (body: Buffer) => {
      const found = attributes(body, IFINFOMSG);
      const link = parseLink(body, found);
      perLink[link.index] = parseForwarding(found, all);
      return link;
    };
    const { items, omitted } = yield* this.#socket.each(RTM.GETLINK, ALL.links, parse, MOST.links);
    const links = items.some(({ details }) => details.vlanFiltering) ? yield* this.#withVlans(items) : items;
    const { others } = this.#sysctls;
    const forwarding = { ipv4: ipv4.forwarding, ipv6: ipv6.forwarding, ...others, links: perLink };
    return { links, forwarding, omittedLinks: omitted || undefined };
  }

  /** What the kernel tells of `all` links of a family. */
  #netconf(family: number): { readonly forwarding: boolean; readonly settings: Partial<AllSettings> } {
    const header = Buffer.alloc(NETCONFMSG);
    header[0] = family;
    const all = attribute(NETCONFA.IFINDEX, NETCONFA_IFINDEX_ALL);
    const answer = this.#socket.ask(RTM.GETNETCONF, Buffer.concat([header, all]));
    const found = answer && attributes(answer, NETCONFMSG);
    const at = (type: number) => found?.get(type)?.readInt32LE(0) ?? 0;
    return {
      forwarding: at(NETCONFA.FORWARDING) !== 0,
      settings: found ? { rpFilter: at(NETCONFA.RP_FILTER), proxyArp: at(NETCONFA.PROXY_NEIGH) !== 0 } : {},
    };
  }

  *#withVlans(links: readonly Link[]): Generator<void, Link[]> {
    const header = Buffer.alloc(IFINFOMSG);
    header[0] = AF.BRIDGE;
    const request = Buffer.concat([header, attribute(IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN_COMPRESSED)]);
    const parse = (body: Buffer): [LinkIndex, readonly VlanRange[]] => [
      body.readInt32LE(4),
      vlansOf(attributes(body, IFINFOMSG).get(IFLA_AF_SPEC)),
    ];
    const vlans = new Map((yield* this.#socket.each(RTM.GETLINK, request, parse, MOST.links)).items);
    const filtering = new Set(links.flatMap(({ index, details }) => (details.vlanFiltering ? index : [])));
    return links.map((link) => {
      const found = filtering.has(link.index) || filtering.has(link.master ?? -1) ? vlans.get(link.index) : undefined;
      return found ? { ...link, vlans: found } : link;
    });
  }
}

/** Counters of all links of a network namespace, which is open as `fd`. @throws SyscallError EPERM without CAP_SYS_ADMIN over it */
export function readCountersOf(fd: number): readonly LinkCounters[] {
  const socket = inNetworkNamespace(fd, () => new NetlinkSocket());
  try {
    const request = Buffer.alloc(IF_STATS_MSG);
    request.writeUInt32LE(STATS_LINK_64, 8);
    return drive(socket.each(RTM.GETSTATS, request, parseCounters, MOST.links)).items;
  } finally {
    socket.dispose();
  }
}

/** Everything of a network namespace at once. @throws SyscallError EPERM without CAP_SYS_ADMIN over it */
export function readNetwork(namespace: NamespaceId, fd: number): Network {
  const reader = new NetworkReader(namespace, fd);
  try {
    return drive(reader.read());
  } finally {
    reader.dispose();
  }
}

/** Works to the end at once. */
function drive<T>(work: Generator<void, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}
