/** What a line of a map is for: user ids, group ids, or both. */
export const ID_MAP_KINDS = ['ids', 'uids', 'gids'] as const;
export type IdMapKind = (typeof ID_MAP_KINDS)[number];

/** The kernel takes no more lines for a map (user_namespaces(7)). */
export const MAX_ID_MAP_LINES = 340;

/** 2³²−1 means “no id” (setresuid(2)), so the last one is below it. */
export const LAST_ID = 2 ** 32 - 2;

/** Ids `first` to `first + count - 1`. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/** The id or count that a text says; undefined when it is none. */
export function parseId(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= LAST_ID + 1 ? Number(text) : undefined;
}

export function includes({ first, count }: IdRange, id: number): boolean {
  return id >= first && id < first + count;
}

/** Whether every id of a range is in one of the others. */
export function coveredBy(range: IdRange, others: readonly IdRange[]): boolean {
  let next = range.first;
  for (const other of others.toSorted((a, b) => a.first - b.first))
    if (includes(other, next)) next = other.first + other.count;
  return next >= range.first + range.count;
}

export function overlaps(a: IdRange, b: IdRange): boolean {
  return a.first < b.first + b.count && b.first < a.first + a.count;
}
