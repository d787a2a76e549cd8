/** 32 bits of a text: FNV-1a over its UTF-16 units, then mixed so that near texts differ in all bits. No secret. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Five letters and digits that stand for a text: 25 bits. */
export function shortHash(text: string): string {
  return (hash32(text) >>> 7).toString(32).padStart(5, '0');
}
