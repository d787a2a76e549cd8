import { cgroupId } from '../../../model/cgroup/cgroup.ts';
import { groupDirectory, type Hierarchy } from '../../../model/cgroup/hierarchy.ts';
import type { Snapshot } from '../../../model/snapshot.ts';

/** What a hierarchy can tell of its groups. */
const PARTS = ['usage', 'quota', 'memory', 'pids', 'io', 'pressure'] as const;
export type Part = (typeof PARTS)[number];

/** Which hierarchies are looked at, and which of them tells what. */
export interface Sources {
  readonly all: readonly Hierarchy[];
  readonly of: Readonly<Partial<Record<Part, Hierarchy>>>;
}

/** Directories of one path: for each part, and any of them; whether it is the root of all groups that can be seen. */
export type Place = Readonly<Partial<Record<Part, string>>> & { readonly any: string; readonly isRoot: boolean };

/** @param only the number of one hierarchy; null: all, merged by path */
export function sourcesOf(hierarchies: readonly Hierarchy[], only: number | null): Sources {
  const all = hierarchies.filter(({ id, mount }) => mount && (only === null || id === only));
  const v2 = all.find(({ version }) => version === 2);
  const attached = (controller: string) => all.find(({ controllers }) => controllers.includes(controller));
  const found: Readonly<Record<Part, Hierarchy | undefined>> = {
    // v2 tells of the time on CPUs also where the controller is not attached to it.
    usage: attached('cpuacct') ?? v2,
    quota: attached('cpu'),
    memory: attached('memory'),
    pids: attached('pids'),
    io: attached('blkio') ?? attached('io'),
    pressure: v2,
  };
  return { all, of: Object.fromEntries(Object.entries(found).filter(([, hierarchy]) => hierarchy)) };
}

/** Paths of the groups that can be read in these hierarchies, those above before those below. */
export function pathsIn({ all }: Sources, cgroups: Snapshot['cgroups']): Set<string> {
  const numbers = new Set(all.map(({ id }) => id));
  const found = Object.values(cgroups).filter(({ hierarchy, inode }) => numbers.has(hierarchy) && inode !== undefined);
  return new Set(found.map(({ path }) => path).sort());
}

/** Where the files of a path are; undefined when no hierarchy has it. */
export function placeOf({ all, of }: Sources, path: string, cgroups: Snapshot['cgroups']): Place | undefined {
  const directory = (hierarchy: Hierarchy | undefined) =>
    hierarchy && cgroupId(hierarchy.id, path) in cgroups ? groupDirectory(hierarchy, path) : undefined;
  const any = all.map(directory).find((each) => each !== undefined);
  if (any === undefined) return undefined;
  const parts = PARTS.flatMap((part) => {
    const found = directory(of[part]);
    return found === undefined ? [] : [[part, found] as const];
  });
  return { ...Object.fromEntries(parts), any, isRoot: path === '/' };
}
