import type { Hierarchy } from '../../src/model/cgroup/hierarchy.ts';
import type { OrdinaryUser, PlanHost } from '../../src/model/environment/host.ts';
import type { Reality } from '../../src/model/environment/resource.ts';

const mount = (path: string) => ({ path, root: '/', options: [], readOnly: false });

export const V2: Hierarchy = {
  id: 0,
  version: 2,
  controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
  mount: mount('/sys/fs/cgroup'),
};
export const V1_MEMORY: Hierarchy = { id: 4, version: 1, controllers: ['memory'], mount: mount('/cg/memory') };
export const V1_CPUSET: Hierarchy = { id: 3, version: 1, controllers: ['cpuset'], mount: mount('/cg/cpuset') };

/** Somebody who has only the own ids. */
export const ORDINARY_USER: OrdinaryUser = { uid: 7, gid: 8, subuids: [], subgids: [], oomScoreAdj: 100, policy: {} };

/** A host with cgroup v2 and everything installed. */
export function planHost(change: Partial<PlanHost> = {}): PlanHost {
  return {
    hierarchies: [V2],
    groups: 'root',
    manager: '/',
    devices: {},
    stateDir: '/run/isolens',
    cpus: '0-3',
    memoryNodes: '0',
    missing: [],
    ...change,
  };
}

/** A host on which there is nothing. */
export function emptyReality(change: Partial<Reality> = {}): Reality {
  return {
    networks: new Map(),
    files: new Map(),
    directories: new Set(),
    tables: new Map(),
    containers: new Map(),
    units: new Set(),
    ...change,
  };
}
