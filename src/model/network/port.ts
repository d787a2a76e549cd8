/** What a link has as a port of a bridge, bond or vrf; fields of other kinds are absent (bridge(8), ip-link(8)). */
export interface PortDetails {
  /** bridge: `disabled`, `listening`, `learning`, `forwarding` or `blocking`. bond: `active` or `backup`. */
  readonly state?: string;
  /** bond: `up`, `going_down`, `down`, `going_back`. */
  readonly miiStatus?: string;
  /** bridge: may talk only to ports that are not isolated. */
  readonly isolated?: boolean;
  /** bridge: frames may go back out of the port that they came in by. */
  readonly hairpin?: boolean;
  /** bridge: learns where hardware addresses are. */
  readonly learning?: boolean;
  /** bridge: frames for unknown addresses go out here too. */
  readonly flood?: boolean;
  /** vrf: number of its table. */
  readonly table?: number;
}

/** VLANs of a port, or of the bridge itself, from the first to the last. */
export interface VlanRange {
  readonly from: number;
  readonly to: number;
  /** Untagged frames that come in belong to it. */
  readonly pvid: boolean;
  /** Its frames go out without a tag. */
  readonly untagged: boolean;
}
