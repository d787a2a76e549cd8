import { message } from '../../base/message.ts';
import { contains, formatAddress, type IpAddress, lastOf, type Subnet } from '../../model/spec/address.ts';
import { AddressPool } from '../../model/spec/address-pool.ts';
import type { Address } from '../generated/ast.ts';
import type { NextHop } from '../routing.ts';
import type { AddressUse } from '../spec-index.ts';
import { membersOf } from '../wire-subnets.ts';
import type { Attachment, Segment, Stack } from '../wiring.ts';
import type { Fix } from './check.ts';
import { replace } from './spans.ts';

type Family = IpAddress['family'];

/** Free addresses of segments. What was proposed once is not proposed again: all repairs can be done at once. */
export class FreeAddresses {
  readonly #pools = new Map<Segment, Map<Family, AddressPool>>();

  /** A free address at or behind `from`, else the first free one. */
  propose(segment: Segment, subnet: Subnet, from?: bigint): bigint | undefined {
    const pool = this.#poolOf(segment, subnet.family);
    const value = pool.next(subnet, from);
    if (value !== undefined) pool.take(value);
    return value;
  }

  /** That very address when it is free, else the next one. */
  proposeNear(segment: Segment, subnet: Subnet, value: bigint): bigint | undefined {
    const pool = this.#poolOf(segment, subnet.family);
    if (!pool.isFree(subnet, value)) return this.propose(segment, subnet);
    pool.take(value);
    return value;
  }

  #poolOf(segment: Segment, family: Family): AddressPool {
    const pools = this.#pools.get(segment) ?? new Map<Family, AddressPool>();
    this.#pools.set(segment, pools);
    const known = pools.get(family);
    if (known) return known;
    const uses = segment.attachments.flatMap(({ addresses }) => addresses);
    const pool = new AddressPool(uses.flatMap(({ ip }) => (ip?.family === family ? [ip.value] : [])));
    pools.set(family, pool);
    return pool;
  }
}

/** A repair that writes another address. */
export function setAddress({ node, ip }: AddressUse, value: bigint | undefined): Fix[] {
  if (!ip || value === undefined) return [];
  const text = formatAddress({ ...ip, value });
  return [{ title: message('Use {0}', text), edits: [writeAddress(node, text)], preferred: true }];
}

export function writeAddress(node: Address, text: string) {
  return replace({ node, property: 'value' }, text);
}

/** Calls a function once for each node: that of a profile is in every container that uses it. */
export function once<T extends { readonly node: object }>(items: readonly T[], each: (item: T) => void): void {
  const seen = new Set<object>();
  for (const item of items) {
    if (seen.has(item.node)) continue;
    seen.add(item.node);
    each(item);
  }
}

interface Neighbour {
  readonly ip: IpAddress;
  readonly stack: Stack;
}

interface Neighbours {
  readonly bridge: readonly Neighbour[];
  /** Those with other interfaces too, sorted. */
  readonly routers: readonly Neighbour[];
  readonly all: readonly Neighbour[];
}

const KNOWN: Readonly<Record<Family, WeakMap<Segment, Neighbours>>> = { 4: new WeakMap(), 6: new WeakMap() };

function neighboursOn(segment: Segment, family: Family): Neighbours {
  let known = KNOWN[family].get(segment);
  if (!known) {
    const all = membersOf(segment, family).map(({ attachment, ip }) => ({ ip, stack: attachment.stack, attachment }));
    const bridge = all.filter(({ attachment }) => attachment.owner === segment.wire);
    all.sort((a, b) => (a.ip.value < b.ip.value ? -1 : 1));
    known = { bridge, routers: all.filter(({ stack }) => stack.isHost || stack.attachments.length > 1), all };
    KNOWN[family].set(segment, known);
  }
  return known;
}

/** Who was probably meant by a next hop: the bridge, else the router, else the interface with the nearest address. */
export function likelyHop(by: Attachment, wanted: IpAddress): IpAddress | undefined {
  const { bridge, routers, all } = neighboursOn(by.segment, wanted.family);
  for (const { subnet } of by.addresses) {
    if (subnet?.family !== wanted.family) continue;
    const found =
      bridge.find(({ ip, stack }) => stack !== by.stack && contains(subnet, ip))?.ip ??
      nearestIn(subnet, routers, by.stack, wanted.value) ??
      nearestIn(subnet, all, by.stack, wanted.value);
    if (found) return { ...found, prefix: undefined };
  }
  return undefined;
}

/** `sorted` by value. */
function nearestIn(subnet: Subnet, sorted: readonly Neighbour[], own: Stack, wanted: bigint): IpAddress | undefined {
  const last = lastOf(subnet);
  const start = wanted < subnet.base ? subnet.base : wanted > last ? last : wanted;
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.ip.value ?? 0n) < start) low = middle + 1;
    else high = middle;
  }
  const isOther = ({ ip, stack }: Neighbour) => stack !== own && contains(subnet, ip);
  const above = walk(sorted, low, 1, subnet, isOther);
  const below = walk(sorted, low - 1, -1, subnet, isOther);
  if (!above || !below) return above ?? below;
  return above.value - start < start - below.value ? above : below;
}

/** Goes as long as it is in the network. */
function walk(
  sorted: readonly Neighbour[],
  from: number,
  step: 1 | -1,
  subnet: Subnet,
  is: (neighbour: Neighbour) => boolean,
): IpAddress | undefined {
  for (let at = from; ; at += step) {
    const neighbour = sorted[at];
    if (!neighbour || !contains(subnet, neighbour.ip)) return undefined;
    if (is(neighbour)) return neighbour.ip;
  }
}

/** A repair of a next hop: that of who was probably meant. */
export function useLikelyHop(nextHop: NextHop): Fix[] {
  for (const by of nextHop.by) {
    const likely = likelyHop(by, nextHop.ip);
    if (!likely) continue;
    const text = formatAddress(likely);
    const { node, property } = nextHop;
    return [{ title: message('Use {0}', text), edits: [replace({ node, property }, text)], preferred: true }];
  }
  return [];
}
