import type { Edit } from '../check/check.ts';
import type { Formatted } from './format.ts';
import type { Item } from './items.ts';
import { INDENT } from './layout.ts';

/** Edits after a line break was typed: the line before the offset is formatted, the line of the offset is indented. */
export function editsOfTypedLine(text: string, { edits, items }: Formatted, offset: number): Edit[] {
  const line = lineStart(text, offset);
  const before = items.findLastIndex(({ end }) => end <= line);
  const last = items[before];
  if (!last) return indented(text, line, '');
  const start = lineStart(text, last.start);
  const indent = newIndent(text, edits, start);
  const within = edits.filter((edit) => edit.offset >= start && edit.end <= last.end && edit.end > start);
  const own = indent === undefined ? [] : indented(text, start, indent);
  const base = indent ?? /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const opened = items.slice(0, before + 1).filter((item) => item.start >= start);
  const next = items[before + 1];
  const isClosed =
    next !== undefined && lineStart(text, next.start) === line && (next.kind === '}' || next.kind === ']');
  const depth = Math.max(0, opensMore(opened)) - (isClosed ? 1 : 0);
  return [...own, ...within, ...indented(text, line, deeper(base, depth))];
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** The indentation that the edits give to a line; undefined: they leave it. */
function newIndent(text: string, edits: readonly Edit[], start: number): string | undefined {
  const edit = edits.find((each) => each.offset < start && each.end >= start);
  const put = edit && /[\n\r]([ \t]*)$/.exec(edit.text);
  return put && edit && text.slice(start, edit.end).trim() === '' ? put[1] : undefined;
}

/** How many brackets more are opened than closed at the end of some items; those closed before do not count. */
function opensMore(items: readonly Item[]): number {
  let open = 0;
  for (const { kind } of items) {
    if (kind === '{' || kind === '[') open++;
    if (kind === '}' || kind === ']') open = Math.max(0, open - 1);
  }
  return open;
}

function deeper(base: string, depth: number): string {
  return depth >= 0 ? base + INDENT.repeat(depth) : base.slice(0, Math.max(0, base.length + INDENT.length * depth));
}

function indented(text: string, line: number, indent: string): Edit[] {
  const there = /^[ \t]*/.exec(text.slice(line, line + 1000))?.[0] ?? '';
  return there === indent ? [] : [{ offset: line, end: line + there.length, text: indent }];
}
