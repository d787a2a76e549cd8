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

/** Where the files of every path that can be read are, those above before those below. */
export function placesIn({ all, of }: Sources, cgroups: Snapshot['cgroups']): Map<string, Place> {
  const numbers = new Set(all.map(({ id }) => id));
  const having = new Map<string, number[]>();
  for (const { hierarchy, path, inode } of Object.values(cgroups)) {
    if (inode === undefined || !numbers.has(hierarchy)) continue;
    const known = having.get(path);
    if (known) known.push(hierarchy);
    else having.set(path, [hierarchy]);
  }
  const sorted = [...having].sort(([a], [b]) => (a < b ? -1 : 1));
  const places = new Map<string, Place>();
  for (const [path, hierarchies] of sorted) {
    const place = placeOf(path, hierarchies, { all, of });
    if (place) places.set(path, place);
  }
  return places;
}

/** @param having numbers of the hierarchies that have the path */
function placeOf(path: string, having: readonly number[], { all, of }: Sources): Place | undefined {
  const directory = (hierarchy: Hierarchy | undefined) =>
    hierarchy && having.includes(hierarchy.id) ? groupDirectory(hierarchy, path) : undefined;
  let any: string | undefined;
  for (let at = 0; at < all.length && any === undefined; at++) any = directory(all[at]);
  if (any === undefined) return undefined;
  const place: Partial<Record<Part, string>> = {};
  for (const part of PARTS) {
    const found = directory(of[part]);
    if (found !== undefined) place[part] = found;
  }
  return { ...place, any, isRoot: path === '/' };
}
