import type { LinkIndex } from './network.ts';

/** Settings of a network namespace that decide what becomes of a packet (ip-sysctl of the kernel's documentation). */
export interface Forwarding {
  /** `net.ipv4.ip_forward`. */
  readonly ipv4: boolean;
  /** `net.ipv6.conf.all.forwarding`; false where there is no IPv6. */
  readonly ipv6: boolean;
  /** `net.ipv4.icmp_echo_ignore_all`: nobody here answers a ping. Absent where it cannot be read. */
  readonly icmpEchoIgnoreAll?: boolean;
  /** `net.ipv6.icmp.echo_ignore_all`. */
  readonly icmp6EchoIgnoreAll?: boolean;
  /** `net.bridge.bridge-nf-call-iptables`: its firewall looks at what its bridges pass on. Absent where the kernel has no such thing. */
  readonly bridgeNetfilter?: boolean;
  /** `net.bridge.bridge-nf-call-ip6tables`. */
  readonly bridgeNetfilter6?: boolean;
  /** What holds for each link, by its index. */
  readonly links: Readonly<Record<LinkIndex, LinkForwarding>>;
}

/** What holds for a link: its own settings put together with those of `all`, as the kernel does it. Absent where the link has no such protocol. */
export interface LinkForwarding {
  /** `net.ipv4.conf.LINK.forwarding`: packets that came in here go on. */
  readonly ipv4?: boolean;
  /** `net.ipv6.conf.LINK.forwarding`. */
  readonly ipv6?: boolean;
  /** `rp_filter`, the larger of its own and that of `all`: 0 off, 1 the way back must be this link, 2 there must be one. */
  readonly rpFilter?: number;
  /** `proxy_arp` of it or `all`: it answers for addresses that are routed elsewhere. */
  readonly proxyArp?: boolean;
  /** `accept_local` of it or `all`: packets from an own address may come in. */
  readonly acceptLocal?: boolean;
  /** `route_localnet` of it or `all`: 127.0.0.0/8 is no martian here. */
  readonly routeLocalnet?: boolean;
  /** `arp_ignore`, the larger of both: 0 answers for every local address, 1 only for those of the link, 8 for none. */
  readonly arpIgnore?: number;
  /** `arp_filter` of it or `all`. */
  readonly arpFilter?: boolean;
  /** `net.ipv6.conf.LINK.disable_ipv6`. */
  readonly disableIpv6?: boolean;
  /** `net.ipv6.conf.LINK.proxy_ndp`. */
  readonly proxyNdp?: boolean;
}
