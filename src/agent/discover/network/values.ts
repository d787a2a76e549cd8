import type { Family } from '../../../model/network/network.ts';

/** Numbers of address families (address_families(7)). */
export const AF = { INET: 2, BRIDGE: 7, INET6: 10 } as const;

/** Of an address family number; undefined for one that has no IP addresses. */
export function familyOf(number: number): Family | undefined {
  return number === AF.INET ? 'inet' : number === AF.INET6 ? 'inet6' : undefined;
}

/** Text up to its NUL, invalid UTF-8 as U+FFFD. */
export function textOf(value: Buffer | undefined): string | undefined {
  if (value === undefined) return undefined;
  const end = value.indexOf(0);
  return value.toString('utf8', 0, end < 0 ? value.length : end);
}

/** `02:fc:00:00:00:05`. */
export function macText(value: Buffer | undefined): string | undefined {
  return value && [...value].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** An IP address of 4 or 16 bytes; undefined for other lengths. */
export function addressText(value: Buffer | undefined): string | undefined {
  if (value?.length === 4) return [...value].join('.');
  return value?.length === 16 ? inet6Text(value) : undefined;
}

/** RFC 5952: the longest run of zeros, the first of equal ones, becomes `::`; addresses mapped from IPv4 end as those. */
function inet6Text(value: Buffer): string {
  const words = Array.from({ length: 8 }, (_, at) => value.readUInt16BE(at * 2));
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) {
    return `::ffff:${[...value.subarray(12)].join('.')}`;
  }
  const { from, length } = longestZeros(words);
  const hex = words.map((word) => word.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, from).join(':')}::${hex.slice(from + length).join(':')}`;
}

function longestZeros(words: readonly number[]): { readonly from: number; readonly length: number } {
  let best = { from: 0, length: 0 };
  for (let from = 0; from < words.length; from++) {
    let length = 0;
    while (words[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
    from += length;
  }
  return best;
}

/** A byte that is 0 or not. */
export function flag(value: Buffer | undefined): boolean | undefined {
  return value === undefined ? undefined : value[0] !== 0;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are undefined. */
export function present<T extends object>(fields: T): Present<T> {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) found[key] = value;
  return found as Present<T>;
}
