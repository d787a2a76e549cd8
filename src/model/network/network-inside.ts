import type { NamespaceId } from '../namespace.ts';
import type { Problem } from '../problem.ts';
import type { ProcessId } from '../process.ts';
import type { Firewall } from './firewall.ts';
import type { Family, LinkIndex } from './network.ts';
import type { WireguardDevice } from './wireguard.ts';

/** What of a network namespace is read only when somebody looks at it. What could not be read is absent, and in `problems`. */
export interface NetworkInside {
  readonly namespace: NamespaceId;
  /** Forwarding databases of bridges and vxlan (bridge(8) `fdb`). */
  readonly fdb?: readonly FdbEntry[];
  readonly sockets?: readonly ListeningSocket[];
  readonly firewall?: Firewall;
  readonly dns?: Dns;
  readonly taps?: readonly TapServer[];
  readonly wireguard?: readonly WireguardDevice[];
  readonly problems: readonly Problem[];
}

/** Where a hardware address is. */
export interface FdbEntry {
  /** The port, or the vxlan itself. */
  readonly index: LinkIndex;
  /** The bridge whose database it is; absent for that of the link itself. */
  readonly master?: LinkIndex;
  readonly linkLayerAddress: string;
  readonly vlan?: number;
  /** vxlan: the other end of the tunnel, and what is not as the link says. */
  readonly destination?: string;
  readonly port?: number;
  readonly vni?: number;
  readonly through?: LinkIndex;
  /** `permanent`, `static`, or learned: `reachable`, `stale`. */
  readonly state: string;
  /** `self`, `master`, `extern_learn`, `offload`, `sticky`. */
  readonly flags: readonly string[];
}

/** A socket that waits for others to send: of TCP in state LISTEN, of UDP and raw ones without a peer (ss(8)). */
export interface ListeningSocket {
  readonly protocol: 'tcp' | 'udp' | 'udplite' | 'raw' | 'sctp';
  readonly family: Family;
  /** `0.0.0.0` or `::` for every one. */
  readonly address: string;
  /** Of raw: number of the IP protocol. */
  readonly port: number;
  /** The link that it is bound to. */
  readonly index?: LinkIndex;
  /** IPv6: not for IPv4 too. */
  readonly v6only?: true;
  readonly inode: number;
  readonly uid: number;
  /** Who has it open. */
  readonly processes: readonly NetworkProcess[];
}

export interface NetworkProcess {
  readonly process: ProcessId;
  readonly pid: number;
  /** Raw text. */
  readonly comm: string;
}

/** How names become addresses there (resolv.conf(5)). */
export interface Dns {
  /** The file that was read: of `/etc/netns/NAME`, or of the mount namespace of a process. Raw text. */
  readonly path: string;
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

/** A process that serves a tun or tap device: what is sent there comes to it. */
export interface TapServer extends NetworkProcess {
  readonly index: LinkIndex;
}
