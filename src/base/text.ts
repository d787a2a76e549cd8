/**
 * Text that comes from the system (process names, argv, interface and cgroup names) is hostile:
 * it may carry terminal escape sequences, bidirectional overrides, newlines or megabytes.
 * Everything shown to a person passes through {@link printable}.
 */

/** C0, DEL, C1, bidi controls, zero-width characters, line and paragraph separators, BOM, tags and lone surrogates. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Shows a control character as `\n`, `\t`, `\x1b` or `\u{202e}`, the way `ls -b` and JavaScript do. */
function escapeOne(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  if (char === '\r') return '\\r';
  const code = char.codePointAt(0) ?? 0;
  // A byte that is no UTF-8, as names of files have it here.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Makes system text safe to show on one line: control characters escaped, at most `max` characters, an ellipsis where cut. */
export function printable(text: string, max = 200): string {
  const head = text.length > max * 2 ? text.slice(0, max * 2) : text;
  const safe = head.replace(UNPRINTABLE, escapeOne);
  return safe.length > max || head.length < text.length ? `${safe.slice(0, max - 1)}…` : safe;
}

/** Quotes a word for a POSIX shell; plain words stay as they are. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** An argv as a line one can paste into a POSIX shell. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellQuote).join(' ');
}
