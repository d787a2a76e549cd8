import type { Family } from './network.ts';

/** Which table decides for which packets (ip-rule(8)). Conditions that are absent hold for all. */
export interface Rule {
  readonly family: Family;
  /** The smallest is asked first. */
  readonly priority: number;
  /** The conditions are turned around. */
  readonly not?: true;
  /** `10.0.0.0/24`. */
  readonly from?: string;
  readonly to?: string;
  /** Names of links where packets come in and, for what is sent here, go out. Raw text. */
  readonly iif?: string;
  readonly oif?: string;
  readonly fwmark?: number;
  readonly fwmask?: number;
  readonly tos?: number;
  /** For packets of links in a vrf: the table is that of the vrf. */
  readonly l3mdev?: true;
  /** Number: 6 tcp, 17 udp. */
  readonly ipProtocol?: number;
  readonly sourcePort?: NumberRange;
  readonly destinationPort?: NumberRange;
  readonly uids?: NumberRange;
  readonly action: 'lookup' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit';
  /** Of `lookup`: number of the table; absent with `l3mdev`. */
  readonly table?: number;
  /** Of `goto`: the priority to go on with. */
  readonly goto?: number;
  /** Routes whose prefix is this short or shorter are passed over: 0 for default routes. */
  readonly suppressPrefixLength?: number;
}

/** Both ends included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}
