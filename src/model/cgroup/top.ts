import { parentPath } from './cgroup.ts';

/**
 * What a group and those below it use, as one line of a table of all groups. A value is missing when no hierarchy tells
 * it, a rate also when the group was read only once.
 */
export interface TopRow {
  /** Raw text. */
  readonly path: string;
  /** Processes and threads where the pids controller counts them, else processes. */
  readonly tasks?: number;
  /** CPUs: 1.5 is one and a half. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
  /** Bytes: its own limit of memory; missing for none. */
  readonly limit?: number;
  /** Bytes in a second. */
  readonly read?: number;
  readonly write?: number;
  /** Share of the periods in which its quota ran out, 0 to 1. */
  readonly throttled?: number;
  /** Highest share of the last 10 s in which some of its tasks waited for CPU, memory or IO, 0 to 1. */
  readonly pressure?: number;
}

/** Values that a group has in common with those below it: they add up. */
const SUMS = ['tasks', 'cpu', 'memory', 'read', 'write'] as const;

/** What a table of groups can be sorted by. */
export const TOP_ORDERS = [
  'path',
  'tasks',
  'cpu',
  'memory',
  'limit',
  'limitShare',
  'read',
  'write',
  'io',
  'throttled',
  'pressure',
] as const;
export type TopOrder = (typeof TOP_ORDERS)[number];

/** Rows by their path. */
export type TopRows = ReadonlyMap<string, TopRow>;

/** The smallest limit of memory of a group and those above it, with the group that sets it; undefined for none. */
export function limitFor(row: TopRow, rows: TopRows): { readonly limit: number; readonly by: string } | undefined {
  let found: { readonly limit: number; readonly by: string } | undefined;
  for (let at: string | undefined = row.path; at !== undefined; at = parentPath(at)) {
    const limit = rows.get(at)?.limit;
    if (limit !== undefined && (!found || limit < found.limit)) found = { limit, by: at };
  }
  return found;
}

/** What is used of the limit of memory that holds, 0 to 1 and above; undefined without one. */
export function limitShare(row: TopRow, rows: TopRows): number | undefined {
  const limit = limitFor(row, rows)?.limit;
  return limit === undefined || row.memory === undefined ? undefined : row.memory / Math.max(limit, 1);
}

/** What each group uses itself: without the groups directly below it. */
export function ownRows(rows: TopRows): Map<string, TopRow> {
  const below = new Map<string, Partial<Record<(typeof SUMS)[number], number>>>();
  for (const row of rows.values()) {
    const parent = parentPath(row.path);
    if (parent === undefined) continue;
    const sums = below.get(parent) ?? {};
    for (const key of SUMS) sums[key] = (sums[key] ?? 0) + (row[key] ?? 0);
    below.set(parent, sums);
  }
  return new Map([...rows].map(([path, row]) => [path, withoutBelow(row, below.get(path))]));
}

/** Values of a group and those below are not of the same moment: a difference below 0 is none. */
function withoutBelow(row: TopRow, sums: Partial<Record<(typeof SUMS)[number], number>> | undefined): TopRow {
  if (!sums) return row;
  const own = SUMS.flatMap((key) => {
    const value = row[key];
    return value === undefined ? [] : [[key, Math.max(0, value - (sums[key] ?? 0))] as const];
  });
  return { ...row, ...Object.fromEntries(own) };
}

/**
 * Sorts rows: most first for values, those that are not known last, equal ones by path.
 * @param all for limits, which come from above
 */
export function sortRows(rows: readonly TopRow[], order: TopOrder, descending: boolean, all: TopRows): TopRow[] {
  const direction = descending ? -1 : 1;
  if (order === 'path') return rows.toSorted((a, b) => direction * byPath(a, b));
  const keyed = rows.map((row) => ({ row, key: valueOf(row, order, all) }));
  keyed.sort((a, b) => {
    if (a.key === b.key) return byPath(a.row, b.row);
    if (a.key === undefined) return 1;
    return b.key === undefined ? -1 : direction * (a.key - b.key);
  });
  return keyed.map(({ row }) => row);
}

function byPath(a: TopRow, b: TopRow): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function valueOf(row: TopRow, order: Exclude<TopOrder, 'path'>, all: TopRows): number | undefined {
  switch (order) {
    case 'limit':
      return limitFor(row, all)?.limit;
    case 'limitShare':
      return limitShare(row, all);
    case 'io':
      return row.read === undefined && row.write === undefined ? undefined : (row.read ?? 0) + (row.write ?? 0);
    default:
      return row[order];
  }
}

/** Groups above a group: 0 for the root. */
export function depthOf(path: string): number {
  return path === '/' ? 0 : path.split('/').length - 1;
}
