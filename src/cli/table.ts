import { printable } from '../base/text.ts';

export interface Column {
  readonly title: string;
  /** Numbers are set to the right. */
  readonly right?: boolean;
}

const GAP = ' ';
/** The last column never gets narrower than this. */
const LEAST = 8;

const ASCII = /^[ -~]*$/;

/** Display width in columns: wide East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) {
    if (/\p{M}/u.test(char)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return width;
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let head = '';
  for (const char of text) {
    if (displayWidth(head + char) > width - 1) break;
    head += char;
  }
  return `${head}…`;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

/**
 * Lines of a table; every cell passes through `printable`. With `columns` (the width of a terminal) the last
 * column is cut to fit, without it nothing is cut.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { readonly columns?: number | undefined; readonly headings?: boolean } = {},
): string[] {
  const safe = rows.map((row) => row.map((cell) => printable(cell, 4096)));
  const all = options.headings === false ? safe : [columns.map(({ title }) => title), ...safe];
  const widths = columns.map((_, at) => Math.max(0, ...all.map((row) => displayWidth(row[at] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const last = options.columns === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST, options.columns - before);
  return all.map((row) =>
    columns
      .map(({ right }, at) => {
        const isLast = at === columns.length - 1;
        const cell = isLast ? cut(row[at] ?? '', last) : (row[at] ?? '');
        return isLast && !right ? cell : pad(cell, widths[at] ?? 0, right === true);
      })
      .join(GAP)
      .trimEnd(),
  );
}
