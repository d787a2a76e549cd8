import type { IdRange } from '../../../model/spec/id-map.ts';

/** Ranges of subuid(5) or subgid(5) for a user, who is named by number or by name in both. */
export function parseSubordinateIds(text: string, uid: number, user: string | undefined): IdRange[] {
  return text.split('\n').flatMap((line) => {
    const [owner, first, count] = line.split(':');
    if (owner !== String(uid) && (user === undefined || owner !== user)) return [];
    const range = { first: Number(first), count: Number(count) };
    return Number.isSafeInteger(range.first) && range.count > 0 ? [range] : [];
  });
}
