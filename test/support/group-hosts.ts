import type { Cgroup, CgroupId } from '../../src/model/cgroup/cgroup.ts';
import { parentPath, parseCgroupId } from '../../src/model/cgroup/cgroup.ts';
import type { FileState, GroupState } from '../../src/model/cgroup/group-state.ts';
import type { Hierarchy } from '../../src/model/cgroup/hierarchy.ts';
import type { Seen } from '../../src/model/operation/look.ts';
import { NOTHING_SEEN } from '../../src/model/operation/look.ts';
import type { Process } from '../../src/model/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { aProcess, aSnapshot } from './snapshots.ts';

function v1(id: number, controller: string): Hierarchy {
  return {
    id,
    version: 1,
    controllers: [controller],
    mount: { path: `/sys/fs/cgroup/${controller}`, root: '/', options: [], readOnly: false },
  };
}

/** A hybrid host: these controllers in v1, the others in v2. */
export const HIERARCHIES: readonly Hierarchy[] = [
  {
    id: 0,
    version: 2,
    controllers: ['memory', 'cpu', 'pids', 'io', 'cpuset'],
    mount: { path: '/sys/fs/cgroup', root: '/', options: [], readOnly: false },
  },
  v1(1, 'cpu'),
  v1(3, 'cpuset'),
  v1(4, 'memory'),
  v1(5, 'devices'),
  v1(6, 'freezer'),
  v1(7, 'blkio'),
  v1(8, 'pids'),
  v1(9, 'net_cls'),
  {
    id: 10,
    version: 1,
    controllers: ['hugetlb'],
    mount: { path: '/mnt/ro', root: '/', options: [], readOnly: true },
  },
];

/** Files of a group by content; a name with `!` after it may not be written, one with `?` not be read. */
export type Files = Readonly<Record<string, string>>;

export interface GroupFacts {
  readonly files?: Files;
  readonly inode?: number;
  readonly delegated?: boolean;
  readonly writable?: boolean;
}

/** Inode number of a group unless told. */
export const INODE = 50;

function stateOf({ files = {}, inode = INODE, delegated = false, writable = true }: GroupFacts): GroupState {
  const states = Object.entries(files).map(([name, content]): [string, FileState] => {
    const state = { writable: !name.endsWith('!'), ...(!name.endsWith('?') && { content }) };
    return [name.replace(/[!?]$/, ''), state];
  });
  return { inode, delegated, writable, files: Object.fromEntries(states) };
}

/** What was seen of groups. */
export function aSeen(groups: Readonly<Record<CgroupId, GroupFacts>>, facts: Partial<Seen> = {}): Seen {
  const states = Object.entries(groups).map(([id, group]): [string, GroupState] => [id, stateOf(group)]);
  return { ...NOTHING_SEEN, groups: Object.fromEntries(states), ...facts };
}

/** A snapshot of the hybrid host with these groups, their ancestors, and processes. */
export function aGroupSnapshot(ids: readonly CgroupId[], processes: readonly Process[] = []): Snapshot {
  const groups = new Map<CgroupId, Cgroup>();
  for (const id of ids) {
    const at = parseCgroupId(id);
    if (!at) continue;
    for (let path: string | undefined = at.path; path !== undefined; path = parentPath(path)) {
      const above = parentPath(path);
      const own = `${at.hierarchy}:${path}`;
      groups.set(own, {
        id: own,
        hierarchy: at.hierarchy,
        path,
        inode: INODE,
        ...(above !== undefined && { parent: `${at.hierarchy}:${above}` }),
      });
    }
  }
  return aSnapshot([], processes, { hierarchies: HIERARCHIES, cgroups: Object.fromEntries(groups) });
}

/** A process in groups. */
export function aMember(pid: number, groups: readonly CgroupId[], facts: Partial<Process> = {}): Process {
  const cgroups = groups.map((id) => ({
    hierarchy: parseCgroupId(id)?.hierarchy ?? 0,
    controllers: '',
    path: parseCgroupId(id)?.path ?? '/',
  }));
  return aProcess(pid, { cgroups, ...facts });
}
