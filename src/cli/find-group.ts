import path from 'node:path';
import { type CgroupId, cgroupId, membershipPath, parseCgroupId } from '../model/cgroup/cgroup.ts';
import type { Hierarchy } from '../model/cgroup/hierarchy.ts';
import { processByPid, type Snapshot } from '../model/snapshot.ts';
import { CliError, EXIT } from './exit.ts';

/** How a person may name a group, for the help of commands. */
export const GROUP_HELP = `GROUP is a directory (/sys/fs/cgroup/memory/small), CONTROLLER:/PATH as in libcgroup (memory:/small; of v2
:/PATH), an \`id\` of \`isolens cgroups --json\`, or a PID: all groups of that process.`;

/** The groups that a person means: one, or those of a process. @throws CliError */
export function findGroups(snapshot: Snapshot, text: string): CgroupId[] {
  const found = /^\d+$/.test(text) ? groupsOfProcess(snapshot, Number(text)) : [groupNamed(snapshot, text)];
  const known = found.filter((id): id is CgroupId => id !== undefined && id in snapshot.cgroups);
  if (known.length === 0) throw new CliError(EXIT.no, `no such group: ${text}`, 'List them with `isolens cgroups`.');
  return known;
}

/** The one group that a person means. @throws CliError */
export function findGroup(snapshot: Snapshot, text: string): CgroupId {
  const [first, second] = findGroups(snapshot, text);
  if (first === undefined || second !== undefined) {
    throw new CliError(EXIT.usage, `${text} is in several groups`, 'Name one as CONTROLLER:/PATH.');
  }
  return first;
}

function groupsOfProcess(snapshot: Snapshot, pid: number): CgroupId[] {
  const memberships = processByPid(snapshot, pid)?.cgroups ?? [];
  return memberships.map((each) => cgroupId(each.hierarchy, membershipPath(each.path).path));
}

/** The group of that name, whether or not there is one; undefined for what is no name of a group. */
export function groupNamed({ hierarchies }: Snapshot, text: string): CgroupId | undefined {
  if (text.startsWith('/')) return atDirectory(hierarchies, path.resolve(text));
  if (parseCgroupId(text)) return text;
  const [, controller = '', place] = /^([a-z_=]*):(\/.*)$/s.exec(text) ?? [];
  const hierarchy = hierarchies.find(({ version, controllers, name }) =>
    controller === '' ? version === 2 : controllers.includes(controller) || `name=${name}` === controller,
  );
  return hierarchy && place !== undefined ? cgroupId(hierarchy.id, place) : undefined;
}

/** The hierarchy that is mounted nearest above a directory. */
function atDirectory(hierarchies: readonly Hierarchy[], directory: string): CgroupId | undefined {
  const above = hierarchies.flatMap(({ id, mount }) => {
    if (!mount || (directory !== mount.path && !directory.startsWith(`${mount.path}/`))) return [];
    return [{ id, mount }];
  });
  const [nearest] = above.toSorted((a, b) => b.mount.path.length - a.mount.path.length);
  if (!nearest) return undefined;
  const below = directory.slice(nearest.mount.path.length);
  const root = nearest.mount.root === '/' ? '' : nearest.mount.root;
  return cgroupId(nearest.id, `${root}${below}` || '/');
}
