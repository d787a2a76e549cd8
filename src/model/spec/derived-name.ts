import { shortHash } from './short-hash.ts';

/** Bytes of the name of a network interface: IFNAMSIZ without its zero byte (linux/if.h). */
export const MAX_INTERFACE_NAME = 15;

/** An interface that hangs on a bridge by a veth pair; its other end has no name in the file. */
export interface HiddenEnd {
  /** The environment: its name keeps two environments on one host apart. */
  readonly environment: string;
  /** The place that the interface lives in. */
  readonly place: string;
  readonly interface: string;
  /** What `peer` says. */
  readonly peer?: string | undefined;
}

/** The name of the other end: that of `peer`, else one made of the names, of at most 15 bytes, always the same. */
export function hiddenEndName({ environment, place, interface: own, peer }: HiddenEnd): string {
  if (peer !== undefined) return peer;
  return withHash(`${place}-${own}`, shortHash([environment, place, own].join('\0')));
}

/** A name of at most 15 bytes for one that is too long for an interface; others are left as they are. */
export function shortInterfaceName(name: string): string {
  return name.length <= MAX_INTERFACE_NAME ? name : withHash(name, shortHash(name));
}

/** The beginning of a name, readable, with a hash that tells it from others with the same beginning. */
function withHash(name: string, hash: string): string {
  const plain = name.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, MAX_INTERFACE_NAME - 1 - hash.length);
  return `${plain.replace(/[.-]+$/, '')}-${hash}`;
}
