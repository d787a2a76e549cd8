import { bitsOf, hostRange, lastOf, overlap, parseAddress, type Subnet, subnetOf } from './address.ts';

/** Tells free addresses of one family, among used ones. Many questions about a crowded network cost no more than few. */
export class AddressPool {
  /** A used address to one behind it: where to look next. */
  readonly #after = new Map<bigint, bigint>();

  constructor(used: Iterable<bigint>) {
    for (const value of used) this.take(value);
  }

  take(value: bigint): void {
    if (!this.#after.has(value)) this.#after.set(value, value + 1n);
  }

  isFree(subnet: Subnet, value: bigint): boolean {
    const { first, last } = hostRange(subnet);
    return value >= first && value <= last && !this.#after.has(value);
  }

  /** The next free address at or behind `from` (default: the first), else the first free one; undefined when all are used. */
  next(subnet: Subnet, from?: bigint): bigint | undefined {
    const { first, last } = hostRange(subnet);
    const starts = from !== undefined && from >= first && from <= last ? [from, first] : [first];
    return starts.map((start) => this.#freeFrom(start)).find((value) => value <= last);
  }

  #freeFrom(start: bigint): bigint {
    let free = start;
    for (let next = this.#after.get(free); next !== undefined; next = this.#after.get(free)) free = next;
    // The next question takes the short way.
    for (let at = start; at < free; ) {
      const next = this.#after.get(at) ?? free;
      this.#after.set(at, free);
      at = next;
    }
    return free;
  }
}

/** Where networks of one's own may be: RFC 1918, RFC 4193 (the half that one may choose oneself). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'].flatMap((text) => {
  const ip = parseAddress(text);
  return (ip && subnetOf(ip)) ?? [];
});

/** A private network of the same size that overlaps none of `taken`, behind `from` where there is one. */
export function freeSubnet(from: Subnet, taken: readonly Subnet[]): Subnet | undefined {
  const { family, prefix } = from;
  const sorted = taken.filter((each) => each.family === family).sort((a, b) => (a.base < b.base ? -1 : 1));
  const ranges = PRIVATE.filter((each) => each.family === family && each.prefix <= prefix);
  const own = ranges.find((each) => overlap(each, from));
  const starts = own ? [{ range: own, base: from.base }, ...ranges.map(whole)] : ranges.map(whole);
  for (const { range, base } of starts) {
    const found = firstFree({ family, base, prefix }, lastOf(range), sorted);
    if (found) return found;
  }
  return undefined;
}

function whole(range: Subnet): { readonly range: Subnet; readonly base: bigint } {
  return { range, base: range.base };
}

/** `sorted` by base. */
function firstFree(start: Subnet, end: bigint, sorted: readonly Subnet[]): Subnet | undefined {
  let found = start;
  for (const other of sorted) if (overlap(found, other)) found = behind(other, start);
  return lastOf(found) <= end ? found : undefined;
}

/** The first network of the size of `like` that begins behind `other`. */
function behind(other: Subnet, { family, prefix }: Subnet): Subnet {
  const host = BigInt(bitsOf(family) - prefix);
  return { family, base: ((lastOf(other) >> host) + 1n) << host, prefix };
}
