import { groupDirectory, type Hierarchy, hierarchyLabel } from '../../cgroup/hierarchy.ts';
import { v1Writes } from '../../cgroup/v1-setting.ts';
import type { ResolvedSpec, SpecContainer, SpecSetting } from '../../spec/spec.ts';
import { groupName, type PlanHost } from '../host.ts';
import { unitPath } from './unit.ts';

/** A group that an environment makes, in every hierarchy that it is needed in. */
export interface DeclaredGroup {
  /** In the file; undefined for that of the environment itself. */
  readonly name: string | undefined;
  /** Below the group of the environment: `shop/web`; empty for that itself. */
  readonly path: string;
  readonly settings: readonly SpecSetting[];
  readonly isLeaf: boolean;
}

/** The group of the environment, those declared, and one for each container. */
export function declaredGroups(spec: ResolvedSpec): readonly DeclaredGroup[] {
  const paths = new Map<string, string>();
  const below = (parent: string | undefined, name: string) =>
    parent === undefined ? name : `${paths.get(parent) ?? parent}/${name}`;
  const groups: DeclaredGroup[] = [{ name: undefined, path: '', settings: [], isLeaf: false }];
  for (const { name, parent, settings } of spec.cgroups) {
    paths.set(name, below(parent, name));
    groups.push({ name, path: below(parent, name), settings, isLeaf: false });
  }
  for (const { name, cgroup, settings } of spec.containers)
    groups.push({ name, path: below(cgroup, name), settings, isLeaf: true });
  return groups;
}

/** Controllers of v1 that every container is in: to be counted, stopped and killed. */
const ALWAYS = ['freezer', 'memory', 'pids', 'cpu', 'cpuacct'];

/** Hierarchies in which an environment makes groups. */
export function hierarchiesFor(spec: ResolvedSpec, host: PlanHost): readonly Hierarchy[] {
  if (host.groups === 'none' || (spec.containers.length === 0 && spec.cgroups.length === 0)) return [];
  const settings = [...spec.cgroups, ...spec.containers].flatMap((each) => each.settings);
  const wanted = new Set([...ALWAYS, ...settings.flatMap((each) => controllersOf(each))]);
  return host.hierarchies.filter(
    ({ version, controllers }) => version === 2 || controllers.some((name) => wanted.has(name)),
  );
}

function controllersOf(setting: SpecSetting): readonly string[] {
  return (v1Writes(setting, []) ?? []).map(({ controller }) => controller);
}

/** Where a group of the environment is in a hierarchy. */
export function directoryIn(
  hierarchy: Hierarchy,
  spec: Pick<ResolvedSpec, 'environment'>,
  path: string,
  host: PlanHost,
) {
  const { environment } = spec;
  const base = host.groups === 'unit' && hierarchy.version === 2 ? unitPath(environment, host) : '';
  const root = groupDirectory(hierarchy, base === '' ? (hierarchy.mount?.root ?? '/') : base) ?? hierarchy.mount?.path;
  return [root, groupName(environment), ...(path === '' ? [] : [path])].join('/');
}

/** Directories of the group of a container, one for each hierarchy. */
export function containerGroups(spec: ResolvedSpec, { name }: SpecContainer, host: PlanHost): readonly string[] {
  return groupDirectories(spec, name, host);
}

/** Directories of a declared group, or that of a container, one for each hierarchy. */
export function groupDirectories(spec: ResolvedSpec, name: string, host: PlanHost): readonly string[] {
  const group = declaredGroups(spec).find((each) => each.name === name);
  return hierarchiesFor(spec, host).map((hierarchy) => directoryIn(hierarchy, spec, group?.path ?? name, host));
}

export function groupId(name: string | undefined, hierarchy: Hierarchy): string {
  return `cgroup:${name ?? ''}@${hierarchyLabel(hierarchy)}`;
}
