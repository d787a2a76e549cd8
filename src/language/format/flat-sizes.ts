import type { Item } from './items.ts';

/** What a file would take if all of it stood on one line: sums from its beginning, so that parts are differences. */
export interface FlatSizes {
  /** Blanks before each item. */
  readonly spaces: Uint8Array;
  /** Columns up to the end of each item. */
  readonly widths: Int32Array;
  /** Line breaks of the text up to each item. */
  readonly breaks: Int32Array;
  /** Comments up to each item. */
  readonly comments: Int32Array;
}

export function flatSizes(items: readonly Item[], beginnings: ReadonlySet<number>): FlatSizes {
  const spaces = new Uint8Array(items.length);
  const [widths, breaks, comments] = [0, 1, 2].map(() => new Int32Array(items.length)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let [width, broken, told, lists, equals] = [0, 0, 0, 0, 0];
  for (const [at, item] of items.entries()) {
    const { kind, start, end } = item;
    const begins = beginnings.has(start);
    if (begins) equals = lists = 0;
    if (kind === '[') lists++;
    if (kind === ']') lists--;
    if (kind === '=' && lists <= 0) equals++;
    const isSetting = equals === 1 && lists <= 0;
    const space = spacesBetween(items[at - 1]?.kind, kind, begins, isSetting);
    spaces[at] = space;
    const isDropped = kind === ',' && items[at + 1]?.kind === ']';
    width += isDropped ? 0 : space + end - start;
    broken += item.breaks;
    if (kind === 'comment') told++;
    widths[at] = width;
    breaks[at] = broken;
    comments[at] = told;
  }
  return { spaces, widths, breaks, comments };
}

/** @param isSetting An `=` here is that of a setting (`memory.max = 1G`), not one within a value (`rbps=2M`) */
function spacesBetween(
  before: Item['kind'] | undefined,
  kind: Item['kind'],
  begins: boolean,
  isSetting: boolean,
): number {
  if (kind === ',' || kind === ']' || before === '[' || before === undefined) return 0;
  if (before === '{' && kind === '}') return 0;
  if (before === '{' || kind === '}') return 1;
  if (begins) return 2;
  if (kind === '=' || before === '=') return isSetting ? 1 : 0;
  return 1;
}
