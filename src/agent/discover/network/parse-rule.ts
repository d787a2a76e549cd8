import type { NumberRange, Rule } from '../../../model/network/rule.ts';
import { type Attributes, attributes } from '../../kernel/netlink.ts';
import { addressText, familyOf, present, textOf } from './values.ts';

/** Length of `struct fib_rule_hdr`. */
export const FIB_RULE_HDR = 12;

/** Attributes of a rule (linux/fib_rules.h). */
const FRA = {
  DST: 1,
  SRC: 2,
  IIFNAME: 3,
  GOTO: 4,
  PRIORITY: 6,
  FWMARK: 10,
  SUPPRESS_PREFIXLEN: 14,
  TABLE: 15,
  FWMASK: 16,
  OIFNAME: 17,
  L3MDEV: 19,
  UID_RANGE: 20,
  IP_PROTO: 22,
  SPORT_RANGE: 23,
  DPORT_RANGE: 24,
} as const;

const ACTIONS: Readonly<Record<number, Rule['action']>> = {
  1: 'lookup',
  2: 'goto',
  3: 'nop',
  6: 'blackhole',
  7: 'unreachable',
  8: 'prohibit',
};
const INVERT = 0x2;
/** No prefix length at all; as a mask, every bit. */
const ALL_ONES = 0xffff_ffff;

/** A message RTM_NEWRULE as a rule; undefined for one of multicast routing. */
export function parseRule(body: Buffer): Rule | undefined {
  const family = familyOf(body[0] ?? 0);
  if (!family) return undefined;
  const found = attributes(body, FIB_RULE_HDR);
  const action = ACTIONS[body[7] ?? 0] ?? 'nop';
  const isInverted = (body.readUInt32LE(8) & INVERT) !== 0;
  return {
    family,
    priority: found.get(FRA.PRIORITY)?.readUInt32LE(0) ?? 0,
    action,
    ...present({ not: isInverted ? (true as const) : undefined, ...conditions(body, found), ...target(body, found) }),
  };
}

function conditions(body: Buffer, found: Attributes) {
  const mask = found.get(FRA.FWMASK)?.readUInt32LE(0);
  return {
    from: prefix(found.get(FRA.SRC), body[2]),
    to: prefix(found.get(FRA.DST), body[1]),
    tos: body[3] || undefined,
    iif: textOf(found.get(FRA.IIFNAME)),
    oif: textOf(found.get(FRA.OIFNAME)),
    fwmark: found.get(FRA.FWMARK)?.readUInt32LE(0),
    fwmask: mask === ALL_ONES ? undefined : mask,
    ipProtocol: found.get(FRA.IP_PROTO)?.[0],
    sourcePort: range(found.get(FRA.SPORT_RANGE), 2),
    destinationPort: range(found.get(FRA.DPORT_RANGE), 2),
    uids: range(found.get(FRA.UID_RANGE), 4),
  };
}

/** The number of a table is 0 with `l3mdev`: that of the vrf counts. */
function target(body: Buffer, found: Attributes) {
  const suppressed = found.get(FRA.SUPPRESS_PREFIXLEN)?.readUInt32LE(0);
  return {
    table: found.get(FRA.TABLE)?.readUInt32LE(0) || body[4] || undefined,
    l3mdev: found.get(FRA.L3MDEV)?.[0] ? (true as const) : undefined,
    goto: found.get(FRA.GOTO)?.readUInt32LE(0),
    suppressPrefixLength: suppressed === ALL_ONES ? undefined : suppressed,
  };
}

function prefix(address: Buffer | undefined, length: number | undefined): string | undefined {
  const text = addressText(address);
  return text === undefined ? undefined : `${text}/${length ?? 0}`;
}

/** Two numbers of so many bytes. */
function range(value: Buffer | undefined, bytes: 2 | 4): NumberRange | undefined {
  return value && { from: value.readUIntLE(0, bytes), to: value.readUIntLE(bytes, bytes) };
}
