import { type Message, message } from '../../../base/message.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { type CgroupId, cgroupId, membershipPath, parentPath, parseCgroupId, pathOf } from '../../cgroup/cgroup.ts';
import type { GroupState } from '../../cgroup/group-state.ts';
import { groupPlace, type Hierarchy } from '../../cgroup/hierarchy.ts';
import { type GroupKind, groupMeaning } from '../../cgroup/meaning.ts';
import type { Process } from '../../process.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { Refusal, Step } from '../operation.ts';

/** A group as an operation names it: with the inode number of its directory, so that another one of that name is not meant. */
export interface GroupRef {
  readonly group: CgroupId;
  readonly inode: number;
}

/** A group that is there. */
export interface Place {
  readonly group: CgroupId;
  readonly hierarchy: Hierarchy;
  readonly path: string;
  readonly directory: string;
  readonly state: GroupState;
  /** It is the uppermost that is seen. */
  readonly top: boolean;
}

/** Where a group is, if it is still the one that was meant. `inode` undefined: whichever has the name. */
export function placeOf(
  group: CgroupId,
  inode: number | undefined,
  snapshot: Snapshot,
  seen: Seen,
): Result<Place, Refusal> {
  const path = pathOf(group);
  const found = groupPlace(group, snapshot.hierarchies);
  const state = seen.groups[group];
  if (!found || !state) {
    return err({
      code: 'missing',
      message: message('The group {0} is gone.', path),
      remedy: message('Refresh the view.'),
    });
  }
  const { hierarchy, directory } = found;
  if (inode !== undefined && state.inode !== inode) {
    return err({
      code: 'changed',
      message: message('{0} is another group of the same name now.', path),
      remedy: message('Look at it again before changing it.'),
    });
  }
  if (hierarchy.mount?.readOnly) {
    return err({
      code: 'denied',
      message: message('The hierarchy is mounted read-only at {0}.', hierarchy.mount.path),
      remedy: message('Remount it for writing, as root: {0}', `mount -o remount,rw ${hierarchy.mount.path}`),
    });
  }
  return ok({ group, hierarchy, path, directory, state, top: path === hierarchy.mount?.root });
}

/** Processes of a group itself, by pid. */
export function processesIn(snapshot: Snapshot, group: CgroupId): Process[] {
  const all = Object.values(snapshot.processes).filter(
    ({ state, cgroups }) =>
      state !== 'zombie' && cgroups.some((each) => cgroupId(each.hierarchy, membershipPath(each.path).path) === group),
  );
  return all.sort((a, b) => a.pid - b.pid);
}

/** Processes of a group and of the groups below it, by pid. */
export function processesBelow(snapshot: Snapshot, group: CgroupId): Process[] {
  const prefix = group.endsWith('/') ? group : `${group}/`;
  const isIn = (id: CgroupId) => id === group || id.startsWith(prefix);
  const all = Object.values(snapshot.processes).filter(
    ({ state, cgroups }) =>
      state !== 'zombie' && cgroups.some((each) => isIn(cgroupId(each.hierarchy, membershipPath(each.path).path))),
  );
  return all.sort((a, b) => a.pid - b.pid);
}

/** The groups below one, those above before those below them. */
export function groupsBelow(snapshot: Snapshot, group: CgroupId): CgroupId[] {
  const prefix = group.endsWith('/') ? group : `${group}/`;
  return Object.keys(snapshot.cgroups)
    .filter((id) => id !== group && id.startsWith(prefix))
    .sort();
}

/** A group and those above it up to the top of what is seen, the top first. */
export function chainOf(group: CgroupId): CgroupId[] {
  const at = parseCgroupId(group);
  if (!at) return [];
  const chain: CgroupId[] = [];
  for (let path: string | undefined = at.path; path !== undefined; path = parentPath(path)) {
    chain.unshift(cgroupId(at.hierarchy, path));
  }
  return chain;
}

/** The directory of a group of a hierarchy, for the text of a step. */
export function directoryOf(snapshot: Snapshot, group: CgroupId): string {
  return groupPlace(group, snapshot.hierarchies)?.directory ?? pathOf(group);
}

/** A step that is one write to one file. */
export function writeStep(effect: Message, file: string, value: string): Step {
  return { effect, write: { file, value }, call: 'write' };
}

/** `1234, 1235, …`: the first five. */
export function pidList(processes: readonly { readonly pid: number }[]): string {
  const pids = processes.slice(0, 5).map(({ pid }) => pid);
  return pids.join(', ') + (processes.length > 5 ? ', …' : '');
}

/** The agent with the processes that started it, up to the first of the host: who freezes or kills them loses the way back. */
export function sessionOf(snapshot: Snapshot, seen: Seen): ReadonlySet<number> {
  const parents = new Map(Object.values(snapshot.processes).map(({ pid, ppid }) => [pid, ppid]));
  const found = new Set<number>();
  for (
    let pid: number | undefined = seen.agent;
    pid !== undefined && pid > 1 && !found.has(pid);
    pid = parents.get(pid)
  ) {
    found.add(pid);
  }
  return found;
}

/** Kinds of groups that container engines made. */
const KEEPERS: readonly GroupKind[] = ['container', 'machine', 'pod', 'runtime'];

/** What may surprise because somebody else looks after the group. */
export function keeperWarnings({ path, top }: Pick<Place, 'path' | 'top'>): Message[] {
  if (top) return [message('It is the root of the hierarchy: everything on this host is below it.')];
  const meaning = groupMeaning(path);
  if (!meaning || !KEEPERS.includes(meaning.kind)) return [];
  return [message('Others look after it, do not know of the change and may undo it: {0}', meaning.words)];
}

/** How a person calls a group: its path; the root by its directory. */
export function calledGroup(path: string, directory: string): string {
  return path === '/' ? directory : path;
}

/** Why a name cannot be that of a new group; undefined for one that can (kernel/cgroup/cgroup.c, cgroup_mkdir). */
export function groupNameProblem(name: string): Message | undefined {
  if (name === '') return message('A name is needed.');
  if (name === '.' || name === '..' || name.includes('/')) return message('A name has no “/”, and is not “.” or “..”.');
  if (name.length > 255) return message('At most 255 characters.');
  // oxlint-disable-next-line no-control-regex -- Those are what is refused.
  if (/[\u0000-\u001f\u007f]/.test(name)) return message('A name has no control characters.');
  if (
    /^(?:cgroup|memory|cpu|cpuset|cpuacct|pids|io|blkio|devices|freezer|hugetlb|rdma|misc|dmem|net_cls|net_prio)\./.test(
      name,
    )
  ) {
    return message('A name must not look like a file of a controller.');
  }
  return undefined;
}
