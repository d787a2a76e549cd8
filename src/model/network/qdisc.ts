import type { LinkIndex } from './network.ts';

/** What decides how a link sends packets (tc(8)). */
export interface Qdisc {
  readonly index: LinkIndex;
  /** `netem`, `tbf`, `htb`, …. Raw text. */
  readonly kind: string;
  /** `8001:`. */
  readonly handle: string;
  /** `root`, or the class that it belongs to, `1:10`; `ingress` and `clsact` for those. */
  readonly parent: string;
  readonly netem?: Netem;
  /** tbf: bytes a second. */
  readonly rate?: number;
}

/** What netem does to packets (tc-netem(8)); fields are absent where it does nothing. */
export interface Netem {
  /** Seconds. */
  readonly delay?: number;
  readonly jitter?: number;
  /** Parts of one: 0.01 is 1 %. */
  readonly loss?: number;
  readonly duplicate?: number;
  readonly corrupt?: number;
  readonly reorder?: number;
  /** Bytes a second. */
  readonly rate?: number;
  /** Packets. */
  readonly limit: number;
}
