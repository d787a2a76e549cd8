import type { Cgroup, CgroupId } from './cgroup.ts';
import type { CgroupValues, Limit } from './values.ts';

/** Limits that hold for a group and everything below it. */
export const LIMITED = ['memory', 'memory.high', 'swap', 'pids', 'cpu'] as const;
export type Limited = (typeof LIMITED)[number];

/** What a group may use at the most, and which group says so. */
export interface EffectiveLimit {
  readonly of: Limited;
  /** Bytes, tasks, or CPUs (1.5 is one and a half). */
  readonly limit: Limit;
  /** The group that binds: itself or one above it; absent when there is no limit. */
  readonly binding?: CgroupId;
  /** What is left before a limit is reached: that of the one that binds, or of one above it whose groups use much. */
  readonly headroom?: number;
  /** The group whose limit is reached first, where that is not the one that binds. */
  readonly reachedFirst?: CgroupId;
}

/**
 * The groups from one up to the uppermost that is seen. A limit of each holds for all below it, so the smallest binds
 * (cgroup-v2.rst, “Resource Distribution Models”: limits).
 */
export function ancestry(group: CgroupId, groups: Readonly<Record<CgroupId, Cgroup>>): CgroupId[] {
  const found: CgroupId[] = [];
  for (let at: CgroupId | undefined = group; at !== undefined && !found.includes(at); at = groups[at]?.parent) {
    found.push(at);
  }
  return found;
}

/** @param values of the group and those above it, in this order; those that could not be read are left out */
export function effectiveLimits(values: readonly CgroupValues[]): EffectiveLimit[] {
  return LIMITED.flatMap((of) => {
    const limits = values.flatMap((each) => {
      const limit = limitOf(each, of);
      return limit === undefined ? [] : [{ each, limit }];
    });
    return limits.length === 0 ? [] : [smallest(of, limits)];
  });
}

interface Known {
  readonly each: CgroupValues;
  readonly limit: Limit;
}

/** Of equal limits the one that is nearest binds. */
function smallest(of: Limited, limits: readonly Known[]): EffectiveLimit {
  const numbers = limits.filter((known): known is Known & { readonly limit: number } => known.limit !== 'max');
  const [first] = numbers.toSorted((a, b) => a.limit - b.limit);
  if (!first) return { of, limit: 'max' };
  const binding = first.each.group;
  const left = numbers.flatMap(({ each, limit }) => {
    const used = usedOf(each, of);
    return used === undefined ? [] : [{ group: each.group, room: Math.max(0, limit - used) }];
  });
  const [tightest] = left.toSorted((a, b) => a.room - b.room);
  return {
    of,
    limit: first.limit,
    binding,
    ...(tightest && { headroom: tightest.room }),
    ...(tightest && tightest.group !== binding && { reachedFirst: tightest.group }),
  };
}

function limitOf({ memory, pids, cpu }: CgroupValues, of: Limited): Limit | undefined {
  switch (of) {
    case 'memory':
      return memory?.max;
    case 'memory.high':
      // The soft limit of v1 is no limit: it tells who gives back first.
      return memory?.events?.high === undefined ? undefined : memory.high;
    case 'swap':
      return memory?.swap?.max;
    case 'pids':
      return pids?.max;
    case 'cpu':
      return cpu?.quota === undefined ? undefined : cpu.quota === 'max' ? 'max' : cpu.quota / (cpu.period ?? 100_000);
  }
}

/** What counts against a limit now. CPU time is a rate: two readings tell it, not one. */
export function usedOf({ memory, pids }: CgroupValues, of: Limited): number | undefined {
  switch (of) {
    case 'memory':
    case 'memory.high':
      return memory?.current;
    case 'swap':
      return memory?.swap?.current;
    case 'pids':
      return pids?.current;
    case 'cpu':
      return undefined;
  }
}
