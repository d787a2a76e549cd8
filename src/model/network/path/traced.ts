import type { Link, Network } from '../network.ts';
import type { Flow, PathFinding, PathHop } from './report.ts';
import type { Translations } from './translation.ts';

/** What is sent where. */
export interface TraceOptions {
  readonly start: Network;
  /** The vrf that the sender is bound to. */
  readonly vrf?: Link | undefined;
  /** Without a source the sender chooses one. */
  readonly flow: Flow;
  /** The namespace that should get it, where that is known. */
  readonly expected?: Network | undefined;
  /** How many tunnels it is in. */
  readonly depth: number;
  /** Of an answer: how its question was translated. */
  readonly answers?: Translations;
}

/** The way of one packet as far as it can be followed. */
export interface Trace {
  /** As it was sent. */
  readonly sent: Flow;
  readonly hops: readonly PathHop[];
  /** Why it goes no further, and the hop that this is at. */
  readonly stop?: PathFinding;
  readonly stopAt?: number;
  /** What cannot be known on the way, and what is odd. */
  readonly doubts: readonly PathFinding[];
  readonly warnings: readonly PathFinding[];
  readonly delivered?: Delivery;
  readonly translations: Translations;
  readonly mtu: number;
}

/** Where a packet arrived, by which link, and as what. */
export interface Delivery {
  readonly network: Network;
  readonly link?: Link;
  readonly flow: Flow;
}
