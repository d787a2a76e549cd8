import type { Message } from '../base/message.ts';
import type { Words } from './row.ts';

/** A name and its value. Values are raw text or sentences. */
export type Detail = readonly [Message, Words];

/** Puts a sentence into the language of the reader, its arguments printable. */
export type Say = (m: Message) => string;

/** Lines of a read-only document. `say` also makes raw text printable. */
export interface Writer {
  readonly say: Say;
  readonly show: (raw: string) => string;
}

function shown(writer: Writer, value: Words): string {
  return typeof value === 'string' ? writer.show(value) : writer.say(value);
}

/** A longer cell pushes what follows in its line only. */
const MAX_COLUMN = 60;

/** Columns set under each other. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const fitting = (length: number) => (length > MAX_COLUMN ? 0 : length);
  const widths = (rows[0] ?? []).map((_, at) =>
    rows.reduce((widest, row) => Math.max(widest, fitting(row[at]?.length ?? 0)), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Names and values, set under each other. */
export function detailLines(writer: Writer, details: readonly Detail[]): string[] {
  return aligned(details.map(([name, value]) => [writer.say(name), shown(writer, value)]));
}

/** A title with room above it. */
export function heading(title: string): string[] {
  return ['', title, '-'.repeat(title.length)];
}
