/** An IPv4 or IPv6 address, with the length of its prefix where one was given. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
  /** As written, in bits; undefined when none was written. It may be out of range. */
  readonly prefix: number | undefined;
}

/** Bits of an address of a family. */
export function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/**
 * `10.0.0.1`, `10.0.0.1/24`, `fd00::1/64`; undefined when it is none. Leading zeros are refused: some programs read them
 * as octal, among them ip(8) in the length of a prefix (`/024` is 20).
 */
export function parseAddress(text: string): IpAddress | undefined {
  const [, address = '', length] = /^([^/]*)(?:\/(0|[1-9]\d{0,3}))?$/.exec(text) ?? [];
  const prefix = length === undefined ? undefined : Number(length);
  const four = parseIpv4(address);
  if (four !== undefined) return { family: 4, value: four, prefix };
  const six = parseIpv6(address);
  return six === undefined ? undefined : { family: 6, value: six, prefix };
}

/** An address and what stands behind its slash: undefined where there is none, whatever it is. */
export function splitPrefix(text: string): { readonly address: string; readonly length: string | undefined } {
  const slash = text.indexOf('/');
  return slash < 0
    ? { address: text, length: undefined }
    : { address: text.slice(0, slash), length: text.slice(slash + 1) };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return undefined;
  const [head, tail] = halves.map((half, at) => (half === '' ? [] : parseGroups(half, at === halves.length - 1)));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return groups.reduce((value, group) => value * 65536n + BigInt(group), 0n);
}

/** Groups of 16 bits; at the end of the address the last two may be written as an IPv4 address. */
function parseGroups(text: string, atEnd: boolean): number[] | undefined {
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    const four = atEnd && at === parts.length - 1 ? parseIpv4(part) : undefined;
    if (four !== undefined) groups.push(Number(four >> 16n), Number(four & 0xffffn));
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** The canonical text (IPv6: RFC 5952), with `/prefix` where there is one. */
export function formatAddress({ family, value, prefix }: IpAddress): string {
  const text = family === 4 ? formatIpv4(value) : formatIpv6(value);
  return prefix === undefined ? text : `${text}/${prefix}`;
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function formatIpv6(value: bigint): string {
  // An IPv4 address in IPv6 (RFC 4291, 2.5.5.2) is written as such: RFC 5952, 5.
  if (value >> 32n === 0xffffn) return `::ffff:${formatIpv4(value)}`;
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  const zeros = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)].map((match) => match[0]);
  const longest = zeros.reduce((best, run) => (run.length > best.length ? run : best), '');
  const text = groups.join(':');
  if (longest === '') return text;
  const at = text.search(new RegExp(`\\b${longest}\\b`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

/** A network: the address with the bits behind the prefix cleared. */
export interface Subnet {
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly prefix: number;
}

/** The network an address is in; undefined without a prefix in range. */
export function subnetOf({ family, value, prefix }: IpAddress): Subnet | undefined {
  const bits = bitsOf(family);
  if (prefix === undefined || prefix > bits) return undefined;
  const host = BigInt(bits - prefix);
  return { family, base: (value >> host) << host, prefix };
}

/** How many addresses a network has. */
export function sizeOf({ family, prefix }: Subnet): bigint {
  return 1n << BigInt(bitsOf(family) - prefix);
}

/** The last address: of IPv4 networks larger than /31 that of broadcasts. */
export function lastOf(subnet: Subnet): bigint {
  return subnet.base + sizeOf(subnet) - 1n;
}

export function formatSubnet({ family, base, prefix }: Subnet): string {
  return formatAddress({ family, value: base, prefix });
}

export function contains(subnet: Subnet, { family, value }: Pick<IpAddress, 'family' | 'value'>): boolean {
  return family === subnet.family && value >= subnet.base && value <= lastOf(subnet);
}

export function overlap(a: Subnet, b: Subnet): boolean {
  return a.family === b.family && a.base <= lastOf(b) && b.base <= lastOf(a);
}

/** The addresses that hosts may have, first and last: all of a /31, /32 (RFC 3021) and of IPv6, else not the ends. */
export function hostRange(subnet: Subnet): { readonly first: bigint; readonly last: bigint } {
  const ends = subnet.family === 4 && subnet.prefix < 31;
  const anycast = subnet.family === 6 && subnet.prefix < 127;
  return { first: subnet.base + (ends || anycast ? 1n : 0n), last: lastOf(subnet) - (ends ? 1n : 0n) };
}

/** The smallest free address at or after `from` (default: the first), else the first free one; undefined when all are used. */
export function nextFree(subnet: Subnet, used: ReadonlySet<bigint>, from?: bigint): bigint | undefined {
  const { first, last } = hostRange(subnet);
  const start = from !== undefined && from >= first && from <= last ? from : first;
  // As many tries as there are used addresses are enough.
  for (let value = start, tries = 0; value <= last && tries <= used.size; value++, tries++) {
    if (!used.has(value)) return value;
  }
  for (let value = first; value < start; value++) if (!used.has(value)) return value;
  return undefined;
}
