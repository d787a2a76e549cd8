import type { Snapshot } from '../snapshot.ts';
import { type CgroupId, cgroupId } from './cgroup.ts';
import { ancestry } from './effective.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { CgroupValues } from './values.ts';

/**
 * One path in all hierarchies that have it: with v1 every controller may have a hierarchy of its own, and a person who
 * makes `/small` in two of them thinks of one group.
 */
export interface PathGroup {
  readonly path: string;
  /** For each hierarchy the group and those above it; none when no hierarchy has the path (any more). */
  readonly chains: readonly (readonly CgroupId[])[];
}

/** Hierarchies with controllers come first: what they tell counts more than what v2 tells beside v1. */
export function pathGroup(
  path: string,
  { hierarchies, cgroups }: Pick<Snapshot, 'hierarchies' | 'cgroups'>,
): PathGroup {
  const ids = byWeight(hierarchies).map(({ id }) => cgroupId(id, path));
  return { path, chains: ids.filter((id) => id in cgroups).map((id) => ancestry(id, cgroups)) };
}

function byWeight(hierarchies: readonly Hierarchy[]): readonly Hierarchy[] {
  const isBare = ({ controllers }: Hierarchy) => Number(controllers.length === 0);
  return hierarchies.toSorted((a, b) => isBare(a) - isBare(b) || a.id - b.id);
}

/**
 * What groups of one path use, as one: of a value that several have the first counts. The group is gone when it is in
 * every hierarchy. Undefined for no values at all.
 */
export function mergeValues(values: readonly CgroupValues[]): CgroupValues | undefined {
  const there = values.filter(({ gone }) => !gone);
  const [first, ...others] = there.length > 0 ? there : values;
  return first && others.reduce(merge, first);
}

function merge(a: CgroupValues, b: CgroupValues): CgroupValues {
  return {
    ...b,
    ...a,
    ...part(a.cpu, b.cpu, 'cpu'),
    ...part(a.memory, b.memory, 'memory'),
    ...part(a.pids, b.pids, 'pids'),
    ...part(a.pressure, b.pressure, 'pressure'),
    ...((a.frozen || b.frozen) && { frozen: true }),
  };
}

function part<K extends string, T extends object>(a: T | undefined, b: T | undefined, key: K): Partial<Record<K, T>> {
  return a && b ? ({ [key]: { ...b, ...a } } as Record<K, T>) : {};
}
