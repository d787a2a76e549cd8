import { hash32 } from './short-hash.ts';

/** The six bytes of a hardware address. */
export type Mac = readonly number[];

/** `02:00:00:aa:bb:01`, two digits for each byte as ip(8) writes them; undefined when it is none. */
export function parseMac(text: string): Mac | undefined {
  return /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/.test(text) ? bytesOf(text.replaceAll(':', '')) : undefined;
}

/** What was probably meant: with hyphens or dots between the digits, or with bytes of one digit. */
export function guessMac(text: string): Mac | undefined {
  const parts = text.split(/[:.-]/);
  const digits = parts.length === 6 ? parts.map((part) => part.padStart(2, '0')).join('') : parts.join('');
  return /^[0-9A-Fa-f]{12}$/.test(digits) ? bytesOf(digits) : undefined;
}

function bytesOf(digits: string): Mac {
  return Array.from({ length: 6 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

export function formatMac(mac: Mac): string {
  return mac.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** The lowest bit of the first byte says that it means a group (IEEE 802); no interface can have such an address. */
export function isMulticastMac([first = 0]: Mac): boolean {
  return (first & 1) === 1;
}

export function isZeroMac(mac: Mac): boolean {
  return mac.every((byte) => byte === 0);
}

/** A locally administered address that follows from a text. */
export function localMac(seed: string): Mac {
  const hash = hash32(seed);
  return [0x02, hash32(`${seed}\0`) & 0xff, hash >>> 24, (hash >>> 16) & 0xff, (hash >>> 8) & 0xff, hash & 0xff];
}
