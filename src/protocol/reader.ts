import { invalid } from './fields.ts';

/**
 * Takes a value from the other side of a border if it is of one form, and nothing of it that is not part of the form.
 * @param place for the error: `params.groups[3]`
 * @throws ProtocolError invalid
 */
export type Reader<T> = (value: unknown, place: string) => T;

/** A field that may be missing. */
export interface Optional<T> {
  readonly optional: Reader<T>;
}

export function optional<T>(reader: Reader<T>): Optional<T> {
  return { optional: reader };
}

/** A finite number. */
export const number: Reader<number> = (value, place) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(place, 'a number');
  return value;
};

export const flag: Reader<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw invalid(place, 'true or false');
  return value;
};

/** Text of at most `max` characters. */
export function text(max = 8192): Reader<string> {
  return (value, place) => {
    if (typeof value !== 'string' || value.length > max) throw invalid(place, `text of up to ${max} characters`);
    return value;
  };
}

/** One of the given words, numbers or flags, or null. */
export function oneOf<const T extends readonly (string | number | boolean | null)[]>(...words: T): Reader<T[number]> {
  return (value, place) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw invalid(place, words.map(String).join(', '));
    return word;
  };
}

/** What the first of two readers takes, else what the second does. */
export function either<A, B>(first: Reader<A>, second: Reader<B>): Reader<A | B> {
  return (value, place) => {
    try {
      return first(value, place);
    } catch {
      return second(value, place);
    }
  };
}

/** A list of at most `max` items. */
export function list<T>(item: Reader<T>, max: number): Reader<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value) || value.length > max) throw invalid(place, `a list of up to ${max}`);
    return value.map((each: unknown, at) => item(each, `${place}[${at}]`));
  };
}

/** An object with any keys, at most `max`. */
export function record<T>(item: Reader<T>, max: number): Reader<Readonly<Record<string, T>>> {
  return (value, place) => {
    const entries = Object.entries(plainObject(value, place));
    if (entries.length > max) throw invalid(place, `up to ${max} entries`);
    return Object.fromEntries(entries.map(([key, each]) => [key, item(each, `${place}.${key.slice(0, 100)}`)]));
  };
}

/** A reader for each field of an object. */
export type FieldReaders<T> = {
  readonly [K in keyof T]-?: {} extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Reader<T[K]>;
};

/** An object with given fields; others are left out. Only fields of its own count. */
export function object<T extends object>(fields: FieldReaders<T>): Reader<T> {
  const readers = Object.entries<Reader<unknown> | Optional<unknown>>(fields);
  return (value, place) => {
    const given = plainObject(value, place);
    const found: Record<string, unknown> = {};
    for (const [key, reader] of readers) {
      const own = Object.hasOwn(given, key) ? given[key] : undefined;
      if (typeof reader === 'function') found[key] = reader(own, `${place}.${key}`);
      else if (own !== undefined) found[key] = reader.optional(own, `${place}.${key}`);
    }
    return found as T;
  };
}

function plainObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(place, 'an object');
  return value as Readonly<Record<string, unknown>>;
}
