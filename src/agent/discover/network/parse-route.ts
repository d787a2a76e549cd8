import type { NextHop, Route } from '../../../model/network/network.ts';
import { type Attributes, attributes } from '../../kernel/netlink.ts';
import { scopeName } from './parse-address.ts';
import { addressText, familyOf } from './values.ts';

/** Length of `struct rtmsg`. */
export const RTMSG = 12;

/** Attributes of a route (linux/rtnetlink.h). */
const RTA = { DST: 1, OIF: 4, GATEWAY: 5, PRIORITY: 6, PREFSRC: 7, MULTIPATH: 9, TABLE: 15, VIA: 18 } as const;

const TYPES = [
  'none',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
];
/** Bits of rtm_flags and rtnh_flags. */
const FLAGS: readonly (readonly [number, string])[] = [
  [0x1, 'dead'],
  [0x2, 'pervasive'],
  [0x4, 'onlink'],
  [0x8, 'offload'],
  [0x10, 'linkdown'],
];
/** A route that only remembers a decision: RTM_F_CLONED. */
const CLONED = 0x200;
/** Routes in these types lead nowhere: what the kernel tells of a device means nothing. */
const LEAD_NOWHERE = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);

/** A message RTM_NEWROUTE as a route; undefined for another family, or a cached one. */
export function parseRoute(body: Buffer): Route | undefined {
  const family = familyOf(body[0] ?? 0);
  const flags = body.readUInt32LE(8);
  if (!family || (flags & CLONED) !== 0) return undefined;
  const found = attributes(body, RTMSG);
  const type = TYPES[body[7] ?? 0] ?? String(body[7]);
  const length = body[1] ?? 0;
  const destination = addressText(found.get(RTA.DST));
  const preferredSource = addressText(found.get(RTA.PREFSRC));
  const metric = found.get(RTA.PRIORITY)?.readUInt32LE(0);
  return {
    family,
    type,
    destination: destination === undefined ? 'default' : `${destination}/${length}`,
    table: found.get(RTA.TABLE)?.readUInt32LE(0) ?? body[4] ?? 0,
    protocol: body[5] ?? 0,
    scope: scopeName(body[6] ?? 0),
    nextHops: LEAD_NOWHERE.has(type) ? [] : nextHops(found, flags),
    ...(preferredSource !== undefined && { preferredSource }),
    ...(metric !== undefined && { metric }),
  };
}

function nextHops(found: Attributes, flags: number): NextHop[] {
  const several = found.get(RTA.MULTIPATH);
  return several ? [...multipath(several)] : [hop(found, found.get(RTA.OIF)?.readUInt32LE(0), 1, flags)];
}

/** `struct rtnexthop`: length, flags, hops, index, then attributes. */
function* multipath(list: Buffer): Generator<NextHop> {
  for (let at = 0; at + 8 <= list.length; ) {
    const length = Math.max(8, list.readUInt16LE(at));
    const found = attributes(list.subarray(at, at + length), 8);
    yield hop(found, list.readInt32LE(at + 4), (list[at + 3] ?? 0) + 1, list[at + 2] ?? 0);
    at += (length + 3) & ~3;
  }
}

function hop(found: Attributes, index: number | undefined, weight: number, flags: number): NextHop {
  // RTA_VIA: a gateway of the other family, behind the number of that.
  const gateway = addressText(found.get(RTA.GATEWAY) ?? found.get(RTA.VIA)?.subarray(2));
  return {
    weight,
    flags: FLAGS.flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name])),
    ...(gateway !== undefined && { gateway }),
    ...(index !== undefined && { index }),
  };
}
