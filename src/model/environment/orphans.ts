import { type Hierarchy, hierarchyLabel } from '../cgroup/hierarchy.ts';
import type { Network } from '../network/network.ts';
import { environmentOfMark, type PlanHost, ROUTE_PROTOCOL } from './host.ts';
import { linkId } from './resource/links.ts';
import { natRemoval } from './resource/nat.ts';
import { containerId, netnsId, netnsOf } from './resource/netns.ts';
import { unitName, unitRemoval } from './resource/unit.ts';
import type { ResourceRecord } from './state.ts';

/** What is found on a host with the marks of an environment of which nothing is written down. */
export interface Found {
  readonly environment: string;
  /** By name: `host`, and those of ip-netns(8). */
  readonly networks: ReadonlyMap<string, Network>;
  /** Directories of groups below the one of the environment and itself, those above first, by hierarchy. */
  readonly groups: readonly { readonly hierarchy: Hierarchy; readonly directories: readonly string[] }[];
  /** Networks that have its table. */
  readonly tables: readonly string[];
  /** Whose supervisors are there. */
  readonly containers: readonly string[];
  readonly unit: boolean;
  /** Routes of the host that are written down of other environments. */
  readonly othersRoutes: ReadonlySet<string>;
}

/** As if they were written down, in the order in which they would have been made. */
export function orphanRecords(
  { environment, networks, groups, tables, containers, unit, othersRoutes }: Found,
  host: PlanHost,
): readonly ResourceRecord[] {
  const isOurs = (alias: string | undefined) => environmentOfMark(alias) === environment;
  const own = [...networks].filter(([name, { links }]) => {
    return name !== 'host' && links.some((link) => link.name === 'lo' && isOurs(link.alias));
  });
  const names = own.map(([name]) => name);
  const links = [...networks].flatMap(([network, found]) =>
    found.links
      .filter((link) => link.name !== 'lo' && isOurs(link.alias))
      .map(({ name }) => ({ network, name, within: names.includes(network) ? [netnsId(network)] : [] })),
  );
  return [
    ...(unit ? [record(unitName(environment), environment, [unitRemoval(environment, host)])] : []),
    ...groups.flatMap(({ hierarchy, directories }) =>
      directories.map((path) =>
        record(`cgroup:${path}@${hierarchyLabel(hierarchy)}`, environment, [
          { kind: 'directory', verb: 'remove', path },
        ]),
      ),
    ),
    ...names.map((name) => ({
      ...record(netnsId(name), name, [{ kind: 'ip', args: ['netns', 'del', name] }]),
      guard: { network: name, link: 'lo' },
    })),
    ...links.map(({ network, name, within }) => ({
      ...record(linkId(network, name), network, [
        { kind: 'ip', args: ['link', 'del', 'dev', name], ...(netnsOf(network) !== undefined && { netns: network }) },
      ]),
      within,
    })),
    ...routesOf(networks.get('host')).filter(({ id }) => !othersRoutes.has(id)),
    ...tables.map((network) => record(`nat:${network}`, network, [natRemoval(network, environment)])),
    ...containers.map((name) => record(containerId(name), name, [{ kind: 'container', verb: 'stop', name }])),
  ];
}

function record(id: string, of: string, remove: ResourceRecord['remove']): ResourceRecord {
  return { id, of, declared: {}, remove, needs: [], within: [], made: true };
}

/** Routes of the host do not tell which environment they are of: those that lead to a link that has gone went with it. */
function routesOf(host: Network | undefined): readonly ResourceRecord[] {
  const routes = host?.routes.filter(({ protocol }) => protocol === ROUTE_PROTOCOL) ?? [];
  return routes.map(({ destination, family }) =>
    record(`route:host/${destination}${family === 'inet6' ? '/6' : ''}`, 'host', [
      {
        kind: 'ip',
        args: [...(family === 'inet6' ? ['-6'] : []), 'route', 'del', destination, 'proto', String(ROUTE_PROTOCOL)],
      },
    ]),
  );
}
