import { bitsOf, contains, hostRange, type IpAddress, overlap, type Subnet, subnetOf } from '../model/spec/address.ts';
import { isLinkLocal, specialUse } from '../model/spec/special-addresses.ts';
import type { AddressUse } from './spec-index.ts';
import { type Attachment, type Segment, subnetKey, type Wiring } from './wiring.ts';

type Family = IpAddress['family'];

/** An address that says in which network its interface is. */
export interface Membership {
  readonly attachment: Attachment;
  readonly use: AddressUse;
  readonly ip: IpAddress;
  readonly subnet: Subnet;
}

interface Facts {
  readonly members: readonly Membership[];
  readonly subnets: readonly Subnet[];
  readonly narrow: Narrow | undefined;
}

/** A network with fewer addresses than interfaces that need one. */
export interface Narrow {
  readonly subnet: Subnet;
  /** Interfaces that have or need an address of it. */
  readonly count: number;
  /** The same network with enough addresses. */
  readonly wide: Subnet;
}

/** More networks than that on one wire are not looked at, so that the time stays small. */
const MAX_SUBNETS = 32;

const KNOWN: Readonly<Record<Family, WeakMap<Segment, Facts>>> = { 4: new WeakMap(), 6: new WeakMap() };

/**
 * The networks that a segment is meant for: those of its bridge, else those that at least two interfaces share, else that
 * of the first interface. Networks of one address do not count, nor what every wire has (link-local).
 */
export function subnetsOn(segment: Segment, family: Family): readonly Subnet[] {
  return factsOf(segment, family).subnets;
}

/** Addresses of a segment that tell a network. */
export function membersOf(segment: Segment, family: Family): readonly Membership[] {
  return factsOf(segment, family).members;
}

/** The network of a segment that is too small for its interfaces. */
export function narrowOn(segment: Segment, family: Family): Narrow | undefined {
  return factsOf(segment, family).narrow;
}

export function isOn(subnets: readonly Subnet[], ip: Pick<IpAddress, 'family' | 'value'>): boolean {
  return subnets.some((subnet) => contains(subnet, ip));
}

function factsOf(segment: Segment, family: Family): Facts {
  let facts = KNOWN[family].get(segment);
  if (!facts) {
    const members = findMembers(segment, family);
    const subnets = findSubnets(segment, members);
    facts = { members, subnets, narrow: findNarrow(members, subnets) };
    KNOWN[family].set(segment, facts);
  }
  return facts;
}

function findMembers({ attachments }: Segment, family: Family): Membership[] {
  return attachments.flatMap((attachment) => membershipsOf(attachment).filter(({ ip }) => ip.family === family));
}

/** The addresses of an interface that tell a network. */
export function membershipsOf(attachment: Attachment): Membership[] {
  return attachment.addresses.flatMap((use) => {
    const { ip, subnet } = use;
    if (!ip || !subnet || subnet.prefix === bitsOf(ip.family)) return [];
    return specialUse(ip) ? [] : [{ attachment, use, ip, subnet }];
  });
}

function findSubnets({ wire }: Segment, members: readonly Membership[]): readonly Subnet[] {
  const groups = new Map<string, { readonly subnet: Subnet; readonly attachments: Set<Attachment> }>();
  for (const { subnet, attachment } of members) {
    const key = subnetKey(subnet);
    const group = groups.get(key) ?? { subnet, attachments: new Set() };
    groups.set(key, group);
    group.attachments.add(attachment);
  }
  const own = unique(members.filter(({ attachment }) => attachment.owner === wire));
  if (own.length > MAX_SUBNETS) return [];
  const others = members.filter(({ attachment }) => attachment.owner !== wire);
  if (own.length > 0 && (others.length === 0 || others.some(({ ip }) => isOn(own, ip)))) return own;
  const shared = [...groups.values()].filter(({ attachments }) => attachments.size > 1);
  shared.sort((a, b) => b.attachments.size - a.attachments.size);
  const apart: Subnet[] = [];
  for (const { subnet } of shared) {
    if (apart.length === MAX_SUBNETS) break;
    if (!apart.some((other) => overlap(other, subnet))) apart.push(subnet);
  }
  return apart.length > 0 ? apart : members.slice(0, 1).map(({ subnet }) => subnet);
}

function unique(members: readonly Membership[]): readonly Subnet[] {
  return [...new Map(members.map(({ subnet }) => [subnetKey(subnet), subnet])).values()];
}

/** How many interfaces can have an address of a network. */
export function capacityOf(subnet: Subnet): bigint {
  const { first, last } = hostRange(subnet);
  return last - first + 1n;
}

/** Interfaces whose address is outside count when they would be inside a network that is large enough for them. */
function findNarrow(members: readonly Membership[], [subnet, another]: readonly Subnet[]): Narrow | undefined {
  if (!subnet || another) return undefined;
  const all = new Set(members.map(({ attachment }) => attachment)).size;
  if (BigInt(all) <= capacityOf(subnet)) return undefined;
  const inside = members.filter(({ ip }) => contains(subnet, ip));
  const wide = widen(subnet, all, inside);
  if (!wide) return undefined;
  const concerned = members.filter(({ ip }) => contains(wide, ip));
  const count = new Set(concerned.map(({ attachment }) => attachment)).size;
  return BigInt(count) > capacityOf(subnet) ? { subnet, count, wide } : undefined;
}

/** The smallest network around another that has so many addresses, and in which those in use are none of its ends. */
function widen({ family, base, prefix }: Subnet, count: number, inside: readonly Membership[]): Subnet | undefined {
  for (let length = prefix - 1; length > 0; length--) {
    const wide = subnetOf({ family, value: base, prefix: length });
    if (!wide || capacityOf(wide) < BigInt(count)) continue;
    const { first, last } = hostRange(wide);
    if (inside.every(({ ip }) => ip.value >= first && ip.value <= last)) return wide;
  }
  return undefined;
}

/** Whether two stacks may both have the address, each on its own wire. */
export function mayRepeat({ ip, subnet }: AddressUse): boolean {
  return !ip || isLinkLocal(ip) || subnet?.prefix === bitsOf(ip.family);
}

/** Every address of the wiring that an interface may have as such: none that is set aside (A08). */
export function plainAddresses({ segments }: Wiring): Membership[] {
  return segments.flatMap((segment) =>
    segment.attachments.flatMap((attachment) =>
      attachment.addresses.flatMap((use): Membership[] => {
        const { ip, subnet } = use;
        return ip && subnet && !isSetAside(ip) ? [{ attachment, use, ip, subnet }] : [];
      }),
    ),
  );
}

function isSetAside(ip: IpAddress): boolean {
  const use = specialUse(ip);
  return use !== undefined && use !== 'link-local';
}
