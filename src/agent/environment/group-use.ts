import { dirname } from 'node:path';
import type { ContainerStatus } from '../../model/environment/container-status.ts';
import type { GroupUse } from '../../model/environment/status-of.ts';
import { textFile } from '../discover/host/text-file.ts';
import { isAlive } from './container-status.ts';
import { familyOf } from './family.ts';

/** No limit in v1: the largest number of pages. */
const V1_UNLIMITED = 2 ** 62;

/**
 * What a container uses, from the directories of its group, one for each hierarchy.
 * @param status where there is no group its processes are counted
 */
export function readGroupUse(groups: readonly string[], status?: ContainerStatus): GroupUse {
  if (groups.length === 0) return { groups, processes: runs(status) ? familyOf(status.pid).length : 0 };
  const [first] = groups.flatMap((path) => textFile(`${path}/cgroup.procs`) ?? []);
  const processes = first === undefined || first === '' ? 0 : first.split('\n').length;
  const memory = groups.flatMap((path) => memoryOf(path) ?? [])[0];
  return { groups, processes, ...(memory && { memory }) };
}

function runs(status: ContainerStatus | undefined): status is ContainerStatus & { readonly pid: number } {
  return status !== undefined && isAlive(status.pid, status.startTime);
}

function memoryOf(path: string): GroupUse['memory'] | undefined {
  const current = textFile(`${path}/memory.current`) ?? textFile(`${path}/memory.usage_in_bytes`);
  if (current === undefined) return undefined;
  const limit = Math.min(...ownAndAbove(path).map(limitOf));
  return { current: Number(current), ...(limit < V1_UNLIMITED && { limit }) };
}

/** Of v2 “max”, which is no number, and the limit of v1 that is none. */
function limitOf(path: string): number {
  const limit = Number(textFile(`${path}/memory.max`) ?? textFile(`${path}/memory.limit_in_bytes`));
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
}

/** A group and those above it that belong to its environment: the least of their limits is the one that binds. */
function ownAndAbove(path: string): readonly string[] {
  const above = dirname(path);
  return /\/isolens-[^/]+(?:\/|$)/.test(above) ? [path, ...ownAndAbove(above)] : [path];
}
