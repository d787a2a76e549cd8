import type { Family } from '../network.ts';
import type { NumberRange } from '../rule.ts';

export type Json = Readonly<Record<string, unknown>>;

/** `10.0.0.2`, or `10.0.0.2-10.0.0.9` of a range; undefined for what is no address. */
export function addressOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const range = rangeOf(value);
  return range && typeof range[0] === 'string' && typeof range[1] === 'string' ? `${range[0]}-${range[1]}` : undefined;
}

/** `10.0.0.0/24`, `10.0.0.1/32`, `10.0.0.1-10.0.0.9`. */
export function networkOf(value: unknown, family: Family): string | undefined {
  const { prefix } = isObject(value) ? value : {};
  if (isObject(prefix)) return `${String(prefix['addr'])}/${String(prefix['len'])}`;
  const address = addressOf(value);
  if (address === undefined || address.includes('-') || address.includes('/')) return address;
  return `${address}/${family === 'inet' ? 32 : 128}`;
}

export function portOf(value: unknown): NumberRange | undefined {
  if (typeof value === 'number') return { from: value, to: value };
  const [from, to] = rangeOf(value) ?? [];
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : undefined;
}

/** All of a list, if each could be read. */
export function each<T>(values: readonly unknown[], read: (value: unknown) => T | undefined): readonly T[] | undefined {
  const found = values.flatMap((value) => read(value) ?? []);
  return found.length === values.length ? found : undefined;
}

function rangeOf(value: unknown): readonly unknown[] | undefined {
  const { range } = isObject(value) ? value : {};
  return Array.isArray(range) && range.length === 2 ? range : undefined;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Its fields; none of what is no object. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** Its items; none of what is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
