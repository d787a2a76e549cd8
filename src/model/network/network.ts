import type { NamespaceId } from '../namespace.ts';
import type { Forwarding } from './forwarding.ts';
import type { PortDetails, VlanRange } from './port.ts';
import type { Qdisc } from './qdisc.ts';
import type { Rule } from './rule.ts';

/**
 * What a network namespace is made of. Names are those of `ip -j` (ip-link(8), ip-address(8), ip-route(8), ip-neighbour(8)).
 * What is told only when somebody asks for it is in `NetworkInside`.
 */
export interface Network {
  readonly namespace: NamespaceId;
  readonly links: readonly Link[];
  readonly addresses: readonly Address[];
  readonly routes: readonly Route[];
  /** By priority, those of IPv4 first. */
  readonly rules: readonly Rule[];
  readonly neighbours: readonly Neighbour[];
  readonly forwarding: Forwarding;
  /** Those that are no default of a link. */
  readonly qdiscs: readonly Qdisc[];
  /** How many there are beyond the lists above, of what there is too much to tell. */
  readonly omitted?: Omitted;
}

export interface Omitted {
  readonly links?: number;
  readonly addresses?: number;
  readonly routes?: number;
  readonly neighbours?: number;
}

/** Index of a link in its namespace. */
export type LinkIndex = number;

export interface Link {
  readonly index: LinkIndex;
  /** Raw text: any bytes but `/`, `:` and white space; invalid UTF-8 as U+FFFD. */
  readonly name: string;
  /** `veth`, `bridge`, `vlan`, …; absent for what has none: loopback and devices of hardware. Raw text. */
  readonly kind?: string;
  /** What it is as a port: `bridge`, `bond`, `vrf`. Raw text. */
  readonly portKind?: string;
  /** ARP type: `ether`, `loopback`, `none`, or its number. */
  readonly linkType: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  /** `UP`, `DOWN`, `LOWERLAYERDOWN`, `UNKNOWN`, … (RFC 2863). */
  readonly operstate: string;
  /** Hardware address, `02:fc:00:00:00:05`; of a tunnel its local end. */
  readonly address?: string;
  readonly broadcast?: string;
  readonly alias?: string;
  readonly qdisc?: string;
  readonly txqlen?: number;
  /** Whether the other side is there; absent while the link is down. */
  readonly carrier?: boolean;
  /** Of hardware: `virtio`, `pci`, and the device there, `0000:00:03.0`. */
  readonly bus?: string;
  readonly device?: string;
  /** Of hardware: `virtio_net`. */
  readonly driver?: string;
  /** The bridge, bond or vrf that it is a port of. */
  readonly master?: LinkIndex;
  /** The link below it, or the other end of a veth; in the namespace `linkNetnsid` where that is told. */
  readonly link?: LinkIndex;
  readonly linkNetnsid?: number;
  readonly rx: Counters;
  readonly tx: Counters;
  readonly details: LinkDetails;
  /** What it has as a port of `portKind`. */
  readonly port?: PortDetails;
  /** Of a bridge that filters by VLAN, and of its ports. */
  readonly vlans?: readonly VlanRange[];
}

export interface Counters {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

/** What a kind of link has of its own; fields of other kinds are absent. */
export interface LinkDetails {
  /** vlan. */
  readonly vlanId?: number;
  readonly vlanProtocol?: string;
  /** vxlan, geneve. */
  readonly vni?: number;
  /** vxlan, geneve, gre, ipip, sit, …. */
  readonly remote?: string;
  readonly local?: string;
  readonly port?: number;
  /** vxlan: the link that it sends through, where it is bound to one. */
  readonly through?: LinkIndex;
  /** vxlan: whether it learns where hardware addresses are. */
  readonly learning?: boolean;
  /** gre, gretap: `0.0.0.5` is 5. */
  readonly inputKey?: number;
  readonly outputKey?: number;
  /** macvlan, macvtap, ipvlan, bond, netkit. */
  readonly mode?: string;
  /** bond: the port that carries the traffic, in modes with one. */
  readonly activePort?: LinkIndex;
  /** tun: `tun` carries IP packets, `tap` frames. */
  readonly tunType?: 'tun' | 'tap';
  /** tun: stays when nobody serves it. */
  readonly persist?: boolean;
  /** tun: uid and gid that may serve it. */
  readonly owner?: number;
  readonly group?: number;
  /** bridge. */
  readonly vlanFiltering?: boolean;
  readonly stp?: boolean;
  /** bridge: the VLAN of untagged frames; 0: none. */
  readonly defaultPvid?: number;
  /** vrf. */
  readonly table?: number;
}

export type Family = 'inet' | 'inet6';

export interface Address {
  readonly index: LinkIndex;
  readonly family: Family;
  readonly local: string;
  readonly prefixLength: number;
  /** The other end of a point-to-point link. */
  readonly peer?: string;
  readonly broadcast?: string;
  /** `global`, `site`, `link`, `host`, or a number. */
  readonly scope: string;
  /** `permanent`, `tentative`, `dadfailed`, `deprecated`, `secondary`, `temporary`, `noprefixroute`, `mngtmpaddr`. */
  readonly flags: readonly string[];
  /** Raw text. */
  readonly label?: string;
}

export interface NextHop {
  readonly gateway?: string;
  readonly index?: LinkIndex;
  /** 1 to 256. */
  readonly weight: number;
  /** `onlink`, `linkdown`, `dead`. */
  readonly flags: readonly string[];
}

export interface Route {
  readonly family: Family;
  /** `unicast`, `local`, `broadcast`, `blackhole`, `unreachable`, `prohibit`, `throw`, `multicast`, `anycast`. */
  readonly type: string;
  /** `default`, or a network `10.0.0.0/24`. */
  readonly destination: string;
  /** Number of its table; 254 is main, 255 local. */
  readonly table: number;
  /** Number: 2 kernel, 3 boot, 4 static, 9 ra, 16 dhcp, …. */
  readonly protocol: number;
  readonly scope: string;
  readonly preferredSource?: string;
  readonly metric?: number;
  /** One, or several of a multipath route; none for `blackhole` and its like. */
  readonly nextHops: readonly NextHop[];
}

export interface Neighbour {
  readonly family: Family;
  readonly index: LinkIndex;
  readonly destination: string;
  readonly linkLayerAddress?: string;
  /** `REACHABLE`, `STALE`, `FAILED`, `PERMANENT`, `INCOMPLETE`, `DELAY`, `PROBE`, `NOARP`, `NONE`. */
  readonly state: string;
  readonly router: boolean;
}
