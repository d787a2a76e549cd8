import { message } from '../base/message.ts';
import { ProtocolError } from './errors.ts';

/** The error for a parameter that is not of the form its request asks for. `place`: `params.operation.name`. */
export function invalid(place: string, expected: string): ProtocolError {
  return new ProtocolError('invalid', message('{0}: expected {1}.', place, expected));
}

export type Fields = Readonly<Record<string, unknown>>;

/** A JSON object. @throws ProtocolError invalid */
export function fields(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(place, 'an object');
  return value as Fields;
}

/** A field of its own: what an object inherits does not count. */
function own(value: Fields, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Text of 1 to `max` characters. @throws ProtocolError invalid */
export function textField(value: Fields, name: string, place: string, max = 256): string {
  const text = own(value, name);
  if (typeof text !== 'string' || text === '' || text.length > max) {
    throw invalid(`${place}.${name}`, `text of 1 to ${max} characters`);
  }
  return text;
}

/** true or false. @throws ProtocolError invalid */
export function flagField(value: Fields, name: string, place: string): boolean {
  const flag = own(value, name);
  if (typeof flag !== 'boolean') throw invalid(`${place}.${name}`, 'true or false');
  return flag;
}

/** A whole number that is not negative. @throws ProtocolError invalid */
export function countField(value: Fields, name: string, place: string): number {
  const count = own(value, name);
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    throw invalid(`${place}.${name}`, 'a whole number');
  }
  return count;
}

/** One of the given words. @throws ProtocolError invalid */
export function wordField<T extends string>(value: Fields, name: string, place: string, words: readonly T[]): T {
  const text = own(value, name);
  const word = words.find((each) => each === text);
  if (word === undefined) throw invalid(`${place}.${name}`, words.join(', '));
  return word;
}
