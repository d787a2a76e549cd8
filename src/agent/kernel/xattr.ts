import * as libc from './libc.ts';

const VALUE_SIZE = 256;

/** An extended attribute of a file as text; undefined without one, or where it may not be read (getxattr(2)). */
export function extendedAttribute(path: string, name: string): string | undefined {
  const value = Buffer.alloc(VALUE_SIZE);
  const length = libc.getxattr(path, name, value, VALUE_SIZE);
  return length < 0 ? undefined : value.toString('utf8', 0, length);
}
