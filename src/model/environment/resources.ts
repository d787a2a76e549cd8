import type { ResolvedSpec } from '../spec/spec.ts';
import type { PlanHost } from './host.ts';
import type { EngineName } from './launch.ts';
import type { PlanProblem } from './plan.ts';
import { addressResources } from './resource/addresses.ts';
import { containerResources, endProblems, startResources } from './resource/containers.ts';
import { groupResources } from './resource/groups.ts';
import { linkResources } from './resource/links.ts';
import { resolverResources } from './resource/names.ts';
import { natResources } from './resource/nat.ts';
import { containerNetnsResources, netnsResources } from './resource/netns.ts';
import { routeResources } from './resource/routes.ts';
import { settingProblems } from './resource/settings.ts';
import { sysctlResources } from './resource/sysctls.ts';
import { unitResources } from './resource/unit.ts';
import type { RealityLook, Resource } from './resource.ts';
import { rootlessProblems } from './rootless/problems.ts';
import { withUserNamespaces } from './rootless/user-namespaces.ts';

/**
 * Everything that a spec means on a host, in the order in which it is made.
 * @param base the directory that relative paths are seen from
 */
export function resourcesOf(
  declared: ResolvedSpec,
  engine: EngineName,
  base: string,
  host: PlanHost,
): readonly Resource[] {
  const spec = host.user ? withUserNamespaces(declared, host.user) : declared;
  const links = linkResources(spec);
  const made = new Set(links.map(({ id }) => id));
  const inNetworks = [...sysctlResources(spec), ...addressResources(spec, made), ...routeResources(spec, made)];
  return [
    ...unitResources(spec, host),
    ...groupResources(spec, host),
    ...netnsResources(spec),
    ...resolverResources(spec),
    ...containerResources(spec, engine, base, host),
    ...containerNetnsResources(spec, host),
    ...links,
    // What is in one namespace follows each other: it is one run of ip(8).
    ...inNetworks.toSorted((a, b) => order(spec, a) - order(spec, b)),
    ...natResources(spec, host),
    ...startResources(spec, engine, base, host),
  ];
}

function order({ networks, wires }: ResolvedSpec, { look }: Resource): number {
  const network = look?.networks?.[0] ?? 'host';
  const at = networks.findIndex(({ name }) => name === network);
  return at < 0 ? wires.length + networks.length : at;
}

/** What must be read to observe resources. */
export function lookFor(resources: readonly Resource[]): RealityLook {
  const all = (part: keyof RealityLook) => [...new Set(resources.flatMap(({ look }) => look?.[part] ?? []))];
  return {
    networks: all('networks'),
    files: all('files'),
    directories: all('directories'),
    tables: all('tables'),
    containers: all('containers'),
    units: all('units'),
  };
}

/** Why what is declared cannot be made here. */
export function problemsOf(spec: ResolvedSpec, resources: readonly Resource[], host: PlanHost): readonly PlanProblem[] {
  return [
    ...settingProblems(spec, host),
    ...rootlessProblems(spec, host),
    ...spec.containers.flatMap((each) => endProblems(each, host)),
    ...resources.flatMap(({ problem }) => problem ?? []),
  ];
}
