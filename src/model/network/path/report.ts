import type { Message } from '../../../base/message.ts';
import type { NamespaceId } from '../../namespace.ts';
import type { Family, LinkIndex } from '../network.ts';
import type { PathCode } from './codes.ts';

/** What is asked of a path: whether a packet comes from one end to the other, and the answer back. */
export interface PathQuestion {
  readonly from: PathEnd;
  readonly to: PathEnd;
  /** A ping if not given. */
  readonly protocol?: PathProtocol;
  /** Of TCP and UDP: the port at the other end. */
  readonly port?: number;
  /** Length of the packet in bytes with its IP header; 84, a usual ping, if not given. It must not be fragmented. */
  readonly size?: number;
}

export type PathProtocol = 'icmp' | 'tcp' | 'udp';

/** Of packets that tunnels put around others, as /etc/protocols names them. */
export type TunnelProtocol = 'gre' | 'ipencap' | 'ipv6' | 'esp';

/** A namespace, an address, or an address of a namespace. One of both is there. */
export interface PathEnd {
  readonly namespace?: NamespaceId;
  readonly address?: string;
}

/** One packet: addresses change where they are translated. */
export interface Flow {
  readonly family: Family;
  readonly source: string;
  readonly destination: string;
  readonly protocol: PathProtocol | TunnelProtocol;
  readonly sourcePort?: number;
  readonly port?: number;
  /** What ip-rule(8) calls fwmark; absent: none. */
  readonly mark?: number;
  /** In bytes with the IP header. */
  readonly size: number;
}

/** `unknown`: nothing is broken that can be seen, and not everything can be. */
export type Verdict = 'reaches' | 'broken' | 'unknown';

export interface LinkRef {
  readonly index: LinkIndex;
  /** Raw text. */
  readonly name: string;
}

/** One namespace, or one bridge or other device in it, that the packet passes. */
export interface PathHop {
  readonly namespace: NamespaceId;
  /** 3: the namespace looks at the IP packet; 2: a device passes the frame on. */
  readonly layer: 2 | 3;
  /** Absent where the packet is made. */
  readonly in?: LinkRef;
  /** Absent where it ends. */
  readonly out?: LinkRef;
  /** The bridge that joins both. */
  readonly device?: LinkRef;
  /** What happens there, in order. */
  readonly notes: readonly Message[];
}

/** Why a packet does not pass, may not pass, or what else is odd. */
export interface PathFinding {
  readonly code: PathCode;
  readonly severity: 'broken' | 'unknown' | 'warning';
  readonly namespace: NamespaceId;
  readonly link?: LinkRef;
  readonly sentence: Message;
  /** Commands that repair it, each an argv; absent where that is no matter of one command. */
  readonly repair?: readonly (readonly string[])[];
}

/** The way of one packet. */
export interface PathLeg {
  readonly verdict: Verdict;
  readonly hops: readonly PathHop[];
  /** Why it ends, or what cannot be known. */
  readonly cause?: PathFinding;
  /** Number of the hop in `hops` that the cause is at; those behind are where the packet would have come. */
  readonly causeAt?: number;
  /** The largest packet that all links of the way carry, in bytes; absent where it never leaves. */
  readonly mtu?: number;
}

/** Whether one end reaches the other, and why not. */
export interface PathReport {
  /** With the addresses that were chosen. */
  readonly from: PathEnd;
  readonly to: PathEnd;
  /** The packet as it is sent; absent where it cannot even be made. */
  readonly flow?: Flow;
  readonly verdict: Verdict;
  /** The first thing that is broken, else the first that cannot be known. */
  readonly cause?: PathFinding & { readonly direction: 'forward' | 'back' };
  readonly forward: PathLeg;
  /** The way of the answer; absent where there is none to go. */
  readonly back?: PathLeg;
  /** What does not keep the packet from passing and is worth knowing. */
  readonly warnings: readonly PathFinding[];
}

/** What happened to a packet that was really sent. */
export interface ProbeResult {
  readonly reaches: boolean;
  /** A command that does the same: `ip netns exec sfo ping -c 2 -W 1 10.0.0.2`. */
  readonly command: readonly string[];
  readonly text: Message;
}
