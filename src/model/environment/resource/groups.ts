import { message } from '../../../base/message.ts';
import type { Hierarchy } from '../../cgroup/hierarchy.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { WriteAction } from '../action.ts';
import { groupName, type PlanHost } from '../host.ts';
import type { Resource } from '../resource.ts';
import { type DeclaredGroup, declaredGroups, directoryIn, groupId, hierarchiesFor } from './group-places.ts';
import { settingResources } from './settings.ts';
import { unitName } from './unit.ts';

/** Groups from the root to the leaves, each with its settings before anything joins it. */
export function groupResources(spec: ResolvedSpec, host: PlanHost): Resource[] {
  const hierarchies = hierarchiesFor(spec, host);
  const groups = declaredGroups(spec);
  return groups.flatMap((group) =>
    hierarchies.flatMap((hierarchy) => [
      groupResource(group, groups, hierarchy, spec, host),
      ...settingResources(group, hierarchy, spec, host),
    ]),
  );
}

function groupResource(
  group: DeclaredGroup,
  groups: readonly DeclaredGroup[],
  hierarchy: Hierarchy,
  spec: ResolvedSpec,
  host: PlanHost,
): Resource {
  const path = directoryIn(hierarchy, spec, group.path, host);
  const above = groups.find((each) => each.path === parentOf(group.path) && each !== group);
  const needs = above ? [groupId(above.name, hierarchy)] : host.groups === 'unit' ? [unitName(spec.environment)] : [];
  const handed = hierarchy.version === 2 && !group.isLeaf ? controllersBelow(spec, hierarchy) : [];
  const enable = handed.length > 0 ? handed.map((name) => `+${name}`).join(' ') : undefined;
  const parent = path.slice(0, path.lastIndexOf('/'));
  const first = group.path === '' && hierarchy.version === 2 && enable !== undefined;
  return {
    id: groupId(group.name, hierarchy),
    of: group.name ?? spec.environment,
    effect: message('Create the cgroup {0}', path),
    call: 'mkdir',
    make: [
      // Controllers come from above: those that are there already are left as they are.
      ...(first ? [{ kind: 'write', file: `${parent}/cgroup.subtree_control`, value: enable } as const] : []),
      { kind: 'directory', verb: 'make', path },
      ...(enable !== undefined
        ? [{ kind: 'write', file: `${path}/cgroup.subtree_control`, value: enable } as const]
        : []),
      ...cpusetOf(hierarchy, path, above ? chainOf(above, groups) : [], host),
    ],
    remove: [{ kind: 'directory', verb: 'remove', path }],
    mark: groupName(spec.environment),
    needs,
    within: [],
    declared: { directory: path },
    look: { directories: [path] },
    observe: ({ directories }) =>
      directories.has(path) ? { state: 'there', real: { directory: path } } : { state: 'absent' },
  };
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** Of v2: what groups below need handed to them; memory and pids always, to be counted. */
function controllersBelow(spec: ResolvedSpec, { controllers }: Hierarchy): readonly string[] {
  const files = [...spec.cgroups, ...spec.containers].flatMap((each) => each.settings.map(({ file }) => file));
  const wanted = new Set(['memory', 'pids', 'cpu', ...files.map((file) => file.split('.')[0] ?? '')]);
  return controllers.filter((name) => wanted.has(name));
}

/** A group and those above it, up to that of the environment. */
function chainOf(group: DeclaredGroup, groups: readonly DeclaredGroup[]): readonly DeclaredGroup[] {
  const above = groups.find((each) => each !== group && each.path === parentOf(group.path));
  return [group, ...(above ? chainOf(above, groups) : [])];
}

/**
 * In v1 nobody can join a cpuset before it has CPUs and memory nodes (ENOSPC), and it has none but those of the group above
 * (EACCES).
 */
function cpusetOf(
  hierarchy: Hierarchy,
  path: string,
  chain: readonly DeclaredGroup[],
  { cpus, memoryNodes }: PlanHost,
): readonly WriteAction[] {
  if (hierarchy.version !== 1 || !hierarchy.controllers.includes('cpuset')) return [];
  const inherited = (file: string) =>
    chain.flatMap(({ settings }) => settings.filter((each) => each.file === file))[0]?.value;
  return [
    { kind: 'write', file: `${path}/cpuset.cpus`, value: inherited('cpuset.cpus') ?? cpus },
    { kind: 'write', file: `${path}/cpuset.mems`, value: inherited('cpuset.mems') ?? memoryNodes },
  ];
}
