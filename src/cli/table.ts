import { printable } from '../base/text.ts';

export interface Column {
  readonly title: string;
  /** Numbers are set to the right. */
  readonly right?: boolean;
}

const GAP = ' ';
/** A column of text never gets narrower than this, nor than its title. */
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

/** Narrows the widest columns of text until the table fits; numbers are never cut. */
function fit(natural: readonly number[], columns: readonly Column[], room: number): number[] {
  const widths = [...natural];
  const least = columns.map(({ title, right }, at) => (right ? (natural[at] ?? 0) : Math.max(LEAST, title.length)));
  for (let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - room; excess > 0; excess--) {
    const spare = widths.map((width, at) => (width > (least[at] ?? 0) ? width : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    widths[spare.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

/**
 * Lines of a table; every cell passes through `printable`. With `columns` (the width of a terminal) the widest text
 * is cut so that lines fit, without it nothing is cut.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { readonly columns?: number | undefined; readonly headings?: boolean } = {},
): string[] {
  const safe = rows.map((row) => row.map((cell) => printable(cell, 4096)));
  const all = options.headings === false ? safe : [columns.map(({ title }) => title), ...safe];
  const natural = columns.map((_, at) => all.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? '')), 0));
  const room = options.columns ?? Number.POSITIVE_INFINITY;
  const widths = fit(natural, columns, room);
  return all.map((row) => {
    const cells = columns.map(({ right }, at) => {
      const width = widths[at] ?? 0;
      return pad(cut(row[at] ?? '', width), width, right === true);
    });
    return cut(cells.join(GAP).trimEnd(), room);
  });
}
