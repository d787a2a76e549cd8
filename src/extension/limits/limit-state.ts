import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import type { LimitEvent } from '../../model/cgroup/limit-event.ts';

/** What is marked at a group for a while: the gravest that happened in it. */
export interface Mark {
  readonly grave: boolean;
  readonly count: number;
  readonly until: number;
}

/** A group stays marked so long, in ms. */
export const MARKED_MS = 10 * 60_000;

/** Marks of groups after some more events; those of before `now` are over. */
export function marksAfter(
  marks: ReadonlyMap<CgroupId, Mark>,
  events: readonly LimitEvent[],
  now: number,
): Map<CgroupId, Mark> {
  const found = new Map([...marks].filter(([, { until }]) => until > now));
  for (const { group, kind, count = 1 } of events) {
    if (kind === 'emptied') continue;
    const before = found.get(group);
    const grave = kind === 'oom_kill';
    // What is less grave is not counted with it.
    const same = before?.grave === grave;
    if (before?.grave && !grave) continue;
    found.set(group, { grave, count: count + (same ? before.count : 0), until: now + MARKED_MS });
  }
  return found;
}

/** Whether an event is told in a message: of a group that is watched, or below one, or of an environment of Isolens. */
export function isTold({ group }: LimitEvent, watched: ReadonlySet<CgroupId>): boolean {
  const isWatched = [...watched].some((each) => group === each || group.startsWith(`${each}/`));
  return isWatched || /\/isolens-[^/]+/.test(group);
}
