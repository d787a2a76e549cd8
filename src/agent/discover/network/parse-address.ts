import type { Address } from '../../../model/network/network.ts';
import { attributes } from '../../kernel/netlink.ts';
import { addressText, familyOf, textOf } from './values.ts';

/** Length of `struct ifaddrmsg`. */
export const IFADDRMSG = 8;

/** Attributes of an address (linux/if_addr.h). */
const IFA = { ADDRESS: 1, LOCAL: 2, LABEL: 3, BROADCAST: 4, FLAGS: 8 } as const;

const SCOPES: Readonly<Record<number, string>> = { 0: 'global', 200: 'site', 253: 'link', 254: 'host', 255: 'nowhere' };

/** Bits of the flags, in words of ip-address(8). */
const FLAGS: readonly (readonly [number, string])[] = [
  [0x80, 'permanent'],
  [0x1, 'secondary'],
  [0x2, 'nodad'],
  [0x4, 'optimistic'],
  [0x8, 'dadfailed'],
  [0x10, 'homeaddress'],
  [0x20, 'deprecated'],
  [0x40, 'tentative'],
  [0x100, 'mngtmpaddr'],
  [0x200, 'noprefixroute'],
  [0x400, 'autojoin'],
  [0x800, 'stable-privacy'],
];

export function scopeName(scope: number): string {
  return SCOPES[scope] ?? String(scope);
}

/** A message RTM_NEWADDR as an address; undefined for a family without IP addresses. */
export function parseAddress(body: Buffer): Address | undefined {
  const family = familyOf(body[0] ?? 0);
  const found = attributes(body, IFADDRMSG);
  const address = addressText(found.get(IFA.ADDRESS));
  const local = addressText(found.get(IFA.LOCAL)) ?? address;
  if (!family || local === undefined) return undefined;
  const flags = found.get(IFA.FLAGS)?.readUInt32LE(0) ?? body[2] ?? 0;
  const label = textOf(found.get(IFA.LABEL));
  const broadcast = addressText(found.get(IFA.BROADCAST));
  return {
    index: body.readUInt32LE(4),
    family,
    local,
    prefixLength: body[1] ?? 0,
    scope: scopeName(body[3] ?? 0),
    flags: FLAGS.flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name])),
    ...(address !== undefined && address !== local && { peer: address }),
    ...(broadcast !== undefined && { broadcast }),
    ...(label !== undefined && { label }),
  };
}
