import { readdirSync } from 'node:fs';
import { environmentDirectory, type PlanHost, tableName } from '../../model/environment/host.ts';
import type { Found } from '../../model/environment/orphans.ts';
import { directoryIn } from '../../model/environment/resource/group-places.ts';
import { unitName } from '../../model/environment/resource/unit.ts';
import { lookFor } from '../../model/environment/resources.ts';
import type { Network } from '../../model/network/network.ts';
import { NETNS_DIR } from '../../model/operation/netns.ts';
import { directoriesFrom } from './directories.ts';
import { supervisedIn } from './mark.ts';
import { readReality } from './read-reality.ts';

/** Looks for what has the marks of an environment. */
export async function readOrphans(
  environment: string,
  host: PlanHost,
  othersRoutes: ReadonlySet<string>,
): Promise<Found> {
  const names = ['host', ...namesIn(NETNS_DIR)];
  const unit = unitName(environment);
  const units = host.groups === 'unit' ? [unit] : [];
  const reality = await readReality({ ...lookFor([]), networks: names, tables: names, units }, environment, host);
  const networks = [...reality.networks].flatMap(([name, { network }]): [string, Network][] =>
    network ? [[name, network]] : [],
  );
  const groups = host.hierarchies.flatMap((hierarchy) => {
    const directories = directoriesFrom(directoryIn(hierarchy, { environment }, '', host));
    return directories.length > 0 ? [{ hierarchy, directories }] : [];
  });
  const tables = [...reality.tables].flatMap(([name, found]) => (found.has(tableName(environment)) ? [name] : []));
  return {
    environment,
    networks: new Map(networks),
    groups,
    tables,
    containers: supervisedIn(`${environmentDirectory(host, environment)}/containers`),
    unit: reality.units.has(unit),
    othersRoutes,
  };
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
