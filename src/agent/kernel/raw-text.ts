/**
 * Names of files are bytes, and may be no UTF-8. As text such a byte is a lone surrogate, U+DC80 to U+DCFF, as Python's
 * `surrogateescape` has it (PEP 383): it survives JSON, and is the same byte again when it goes back to the kernel.
 */
const LONE = /[\udc80-\udcff]/u;
const FIRST_LONE = 0xdc00;

/** Text of bytes. */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? decode(bytes) : text;
}

/** The bytes of a name or path, for Node's functions on files: text where it is plain text. */
export function bytesOfText(text: string): string | Buffer {
  if (!LONE.test(text)) return text;
  const parts = text.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    parts.map((part, at) => (at % 2 === 1 ? Buffer.from([part.charCodeAt(0) - FIRST_LONE]) : Buffer.from(part))),
  );
}

/** The same for functions of libc. */
export function pathOfText(text: string): string | Buffer {
  return LONE.test(text) ? Buffer.concat([Buffer.from(bytesOfText(text)), Buffer.of(0)]) : text;
}

function decode(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? String.fromCharCode(FIRST_LONE + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** Length of the character that begins there; 0 for a byte that begins none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length < 2) return length;
  const text = bytes.toString('utf8', at, at + length);
  const isOne = !text.includes('\ufffd') || bytes.subarray(at, at + length).equals(REPLACEMENT);
  return isOne && Buffer.byteLength(text) === length ? length : 0;
}

/** U+FFFD itself, which is a character as others. */
const REPLACEMENT = Buffer.from('\ufffd');
