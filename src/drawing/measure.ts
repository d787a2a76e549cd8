import { printable } from '../base/text.ts';
import type { Box, Row, RowKey } from './scene.ts';

/** Sizes in px at zoom 1. The font is 12 px high; a letter is about so wide. */
const LETTER = 6.9;
export const HEADER = 30;
export const ROW = 20;
export const INDENT = 14;
export const PADDING = 10;
const LEAST = 130;
const MOST = 320;
/** Most addresses of a row that have a line. */
const MOST_ADDRESSES = 3;

/** One line of a row: its name and first address, or a further address. */
export interface Line {
  readonly row: Row;
  readonly first: boolean;
  readonly label: string;
  readonly text: string;
}

/** The size of a box, and where its rows are. */
export interface Measured {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** Middle of the first line of each row, below the top of the box. */
  readonly ports: ReadonlyMap<RowKey, number>;
}

export function measure(box: Box): Measured {
  const lines = box.rows.flatMap(linesOf);
  const ports = new Map<RowKey, number>();
  lines.forEach(({ row, first }, at) => {
    if (first) ports.set(row.key, HEADER + at * ROW + ROW / 2);
  });
  const widest = Math.max(letters(titleText(box), 14), ...lines.map(lineWidth));
  return {
    width: Math.round(Math.min(MOST, Math.max(LEAST, widest + 2 * PADDING))),
    height: HEADER + lines.length * ROW + (lines.length > 0 ? 6 : 0),
    lines,
    ports,
  };
}

function lineWidth({ row, label, text }: Line): number {
  return row.depth * INDENT + 14 + letters(label, 0) + (text === '' ? 0 : 12 + letters(text, 0));
}

function letters(text: string, more: number): number {
  return (text.length + more) * LETTER;
}

/** How many letters fit in a width. */
export function fitting(width: number): number {
  return Math.max(1, Math.floor(width / LETTER));
}

function linesOf(row: Row): Line[] {
  const label = [rowName(row), kindLabel(row)].filter(Boolean).join(' ');
  const { addresses } = row;
  const [first = '', ...others] = addresses.length > MOST_ADDRESSES ? told(addresses) : addresses;
  return [
    { row, first: true, label, text: first },
    ...others.map((text): Line => ({ row, first: false, label: '', text })),
  ];
}

function told(addresses: readonly string[]): string[] {
  const shown = addresses.slice(0, MOST_ADDRESSES - 1);
  return [...shown, `+${addresses.length - shown.length}`];
}

/** Name as it is shown. */
export function rowName({ name, count }: Pick<Row, 'name' | 'count'>): string {
  return count === undefined ? printable(name, 32) : `+${count}`;
}

/** A veth is what most are: it is not told. */
function kindLabel({ kind }: Row): string {
  return kind === '' || kind === 'veth' || kind === 'loopback' ? '' : `· ${printable(kind, 24)}`;
}

/** What stands on top of a box that has a title. */
export function titleText({ title }: Pick<Box, 'title'>): string {
  return printable(title, 40);
}
