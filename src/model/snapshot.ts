import type { Cgroup, CgroupId } from './cgroup/cgroup.ts';
import type { Hierarchy } from './cgroup/hierarchy.ts';
import type { Container, ContainerId } from './container.ts';
import type { Host } from './host.ts';
import type { Namespace, NamespaceId } from './namespace.ts';
import type { Completeness, Problem } from './problem.ts';
import type { Process, ProcessId } from './process.ts';

/** Everything known of one host at one moment: plain data, survives JSON. References are ids in the maps. */
export interface Snapshot {
  /** Grows with every change; equal numbers of one agent mean equal content. */
  readonly version: number;
  /** Milliseconds since the Epoch. */
  readonly time: number;
  readonly host: Host;
  readonly namespaces: Readonly<Record<NamespaceId, Namespace>>;
  readonly processes: Readonly<Record<ProcessId, Process>>;
  readonly containers: Readonly<Record<ContainerId, Container>>;
  readonly hierarchies: readonly Hierarchy[];
  readonly cgroups: Readonly<Record<CgroupId, Cgroup>>;
  readonly completeness: Completeness;
  readonly problems: readonly Problem[];
}

/** All member processes of a namespace, by pid. */
export function membersOf(snapshot: Snapshot, id: NamespaceId): Process[] {
  const kind = snapshot.namespaces[id]?.kind;
  if (!kind) return [];
  return Object.values(snapshot.processes)
    .filter((process) => process.namespaces[kind] === id)
    .sort((a, b) => a.pid - b.pid);
}

/** The process that has `pid` now. */
export function processByPid(snapshot: Snapshot, pid: number): Process | undefined {
  return Object.values(snapshot.processes).find((process) => process.pid === pid);
}

/** The oldest process of a container that has not ended. */
export function firstProcessOf({ id }: Pick<Container, 'id'>, { processes }: Snapshot): Process | undefined {
  return Object.values(processes)
    .filter(({ container, state }) => container === id && state !== 'zombie')
    .sort((a, b) => a.startTime - b.startTime || a.pid - b.pid)[0];
}

/** Equal as JSON; the same object at once. */
export function equal(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The same keys with the same objects. */
function sameTable(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(b);
  return keys.length === Object.keys(a).length && keys.every((key) => a[key] === b[key]);
}

/** Whether nothing but version and time differs; rows that did not change must be the same objects. */
export function sameContent(a: Snapshot, b: Snapshot): boolean {
  const tables = (['namespaces', 'processes', 'containers', 'cgroups'] as const).every((table) =>
    sameTable(a[table], b[table]),
  );
  const rest = (['host', 'hierarchies', 'completeness', 'problems'] as const).every((key) => equal(a[key], b[key]));
  return tables && rest;
}
