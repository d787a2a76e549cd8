import type { Network } from '../network.ts';
import { refOf } from './finding.ts';
import type { Flow, PathFinding, PathHop } from './report.ts';
import type { PathWorld, Place } from './world.ts';

/** What is asked of a segment: all that links pass on to each other without looking at addresses of IP. */
export interface SegmentQuery {
  readonly world: PathWorld;
  /** Hardware address that the frame is for; absent for all. */
  readonly to?: string;
  /** The packet in it, where it is one and no question for an address. */
  readonly packet?: Flow;
  /** Length of the IP packet in it. */
  readonly size: number;
  /** How many tunnels it is in. */
  readonly depth: number;
  /** Follows the packet of a tunnel through the namespace that carries it. */
  readonly carry: (carrier: Network, flow: Flow, depth: number) => Carried;
  /** Follows a frame from a link. */
  readonly spread: (query: SegmentQuery, start: Place) => Spread;
}

/** How far the packet of a tunnel came. */
export interface Carried {
  readonly hops: readonly PathHop[];
  readonly stop?: PathFinding;
  /** The namespace that takes it. */
  readonly delivered?: Network;
  readonly mtu: number;
}

/** A frame at a link. `out`: it is about to leave, `in`: it comes from outside, `up`: the link hands it to its namespace. */
export interface Station {
  readonly way: 'out' | 'in' | 'up';
  readonly place: Place;
  /** VLAN tags, the outermost first. */
  readonly tags: readonly number[];
  readonly hops: readonly PathHop[];
  /** What keeps it from coming here, in order. It is followed all the same, to know whether it could come otherwise. */
  readonly obstacles: readonly PathFinding[];
  readonly mtu: number;
}

/** Where a frame comes from a station. What is absent stays. */
export interface Step {
  readonly way: Station['way'];
  readonly place: Place;
  readonly tags?: readonly number[];
  readonly hops?: readonly PathHop[];
  readonly obstacles?: readonly PathFinding[];
  readonly mtu?: number;
}

export interface Steps {
  readonly next: readonly Step[];
  /** Where it ends, or leaves what can be seen. */
  readonly ends: readonly PathFinding[];
}

/** All places of a segment that a frame comes to, or would come to, and where it leaves what can be seen. */
export interface Spread {
  /** Those without obstacles first. */
  readonly arrivals: readonly Station[];
  readonly ends: readonly { readonly finding: PathFinding; readonly station: Station }[];
}

/** A device of a namespace that passes a frame on. */
export function deviceHop(place: Place, hop: Omit<PathHop, 'namespace' | 'layer' | 'device'>): PathHop {
  return { namespace: place.network.namespace, layer: 2, device: refOf(place.link), ...hop };
}
