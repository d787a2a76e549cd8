import type { Cgroup } from './cgroup/cgroup.ts';
import type { Hierarchy } from './cgroup/hierarchy.ts';
import type { Container } from './container.ts';
import type { Host } from './host.ts';
import type { Namespace } from './namespace.ts';
import type { Completeness, Problem } from './problem.ts';
import type { Process } from './process.ts';
import type { Snapshot } from './snapshot.ts';

/** Rows of one table that were set, and keys that were removed. */
export interface TableDelta<T> {
  readonly set: Readonly<Record<string, T>>;
  readonly removed: readonly string[];
}

/** What leads from snapshot version `from` to `to`; `from` 0 starts with an empty snapshot. */
export interface SnapshotDelta {
  readonly from: number;
  readonly to: number;
  readonly time: number;
  readonly host?: Host;
  readonly namespaces: TableDelta<Namespace>;
  readonly processes: TableDelta<Process>;
  readonly containers: TableDelta<Container>;
  readonly cgroups: TableDelta<Cgroup>;
  readonly hierarchies?: readonly Hierarchy[];
  readonly completeness?: Completeness;
  readonly problems?: readonly Problem[];
}

type Table<T> = Readonly<Record<string, T>>;

/** Rows are compared by identity first: unchanged rows of a re-scan are the same objects. */
function diffTable<T>(before: Table<T>, after: Table<T>): TableDelta<T> {
  const set: Record<string, T> = {};
  for (const [key, row] of Object.entries(after)) {
    const old = before[key];
    if (old !== row && (old === undefined || JSON.stringify(old) !== JSON.stringify(row))) set[key] = row;
  }
  return { set, removed: Object.keys(before).filter((key) => !(key in after)) };
}

function changed<T>(before: T | undefined, after: T): boolean {
  return before !== after && JSON.stringify(before) !== JSON.stringify(after);
}

/** The delta from `before` (undefined: from nothing) to `after`. */
export function diffSnapshots(before: Snapshot | undefined, after: Snapshot): SnapshotDelta {
  return {
    from: before?.version ?? 0,
    to: after.version,
    time: after.time,
    ...(changed(before?.host, after.host) && { host: after.host }),
    namespaces: diffTable(before?.namespaces ?? {}, after.namespaces),
    processes: diffTable(before?.processes ?? {}, after.processes),
    containers: diffTable(before?.containers ?? {}, after.containers),
    cgroups: diffTable(before?.cgroups ?? {}, after.cgroups),
    ...(changed(before?.hierarchies, after.hierarchies) && { hierarchies: after.hierarchies }),
    ...(changed(before?.completeness, after.completeness) && { completeness: after.completeness }),
    ...(changed(before?.problems, after.problems) && { problems: after.problems }),
  };
}

function applyTable<T>(table: Table<T>, delta: TableDelta<T>): Table<T> {
  if (delta.removed.length === 0 && Object.keys(delta.set).length === 0) return table;
  const next = { ...table, ...delta.set };
  for (const key of delta.removed) delete next[key];
  return next;
}

/**
 * The snapshot after `delta`.
 * @returns undefined when the delta does not continue `snapshot`: ask for a full one.
 */
export function applyDelta(snapshot: Snapshot | undefined, delta: SnapshotDelta): Snapshot | undefined {
  const base = delta.from === 0 ? undefined : snapshot;
  if ((base?.version ?? 0) !== delta.from) return undefined;
  const host = delta.host ?? base?.host;
  const completeness = delta.completeness ?? base?.completeness;
  if (!host || !completeness) return undefined;
  return {
    version: delta.to,
    time: delta.time,
    host,
    namespaces: applyTable(base?.namespaces ?? {}, delta.namespaces),
    processes: applyTable(base?.processes ?? {}, delta.processes),
    containers: applyTable(base?.containers ?? {}, delta.containers),
    cgroups: applyTable(base?.cgroups ?? {}, delta.cgroups),
    hierarchies: delta.hierarchies ?? base?.hierarchies ?? [],
    completeness,
    problems: delta.problems ?? base?.problems ?? [],
  };
}

/** Nothing but the time differs. */
export function isEmptyDelta(delta: SnapshotDelta): boolean {
  const tables = [delta.namespaces, delta.processes, delta.containers, delta.cgroups];
  const same = tables.every((table) => table.removed.length === 0 && Object.keys(table.set).length === 0);
  return same && !delta.host && !delta.hierarchies && !delta.completeness && !delta.problems;
}

/** The tables that can be long. */
const LONG_TABLES = ['namespaces', 'processes', 'cgroups'] as const;
type LongTable = (typeof LONG_TABLES)[number];

/** One row of a delta with the table it belongs to. */
type Row = readonly [table: LongTable, key: string, row: unknown];

function rowsOf(delta: SnapshotDelta): Row[] {
  return LONG_TABLES.flatMap((table) => Object.entries(delta[table].set).map(([key, row]): Row => [table, key, row]));
}

/** The tables of a step: these rows, and what the delta still removes. */
function stepOf(rows: readonly Row[], delta: SnapshotDelta): Pick<SnapshotDelta, LongTable> {
  const of = <T extends LongTable>(table: T): SnapshotDelta[T] =>
    ({
      set: Object.fromEntries(rows.filter(([each]) => each === table).map(([, key, row]) => [key, row])),
      removed: delta[table].removed,
    }) as SnapshotDelta[T];
  return { namespaces: of('namespaces'), processes: of('processes'), cgroups: of('cgroups') };
}

export interface StepLimits {
  /** Rows of long tables in one step. */
  readonly rows: number;
  /** Characters of their JSON; a single row may be longer. */
  readonly length: number;
}

/** Groups of rows within the limits, at least one group. */
function* inGroups(rows: Iterable<Row>, limits: StepLimits): Generator<Row[]> {
  let group: Row[] = [];
  let length = 0;
  for (const row of rows) {
    const more = JSON.stringify(row).length;
    if (group.length > 0 && (group.length >= limits.rows || length + more > limits.length)) {
      yield group;
      group = [];
      length = 0;
    }
    group.push(row);
    length += more;
  }
  yield group;
}

const NONE = { set: {}, removed: [] };
const NOTHING = { namespaces: NONE, processes: NONE, containers: NONE, cgroups: NONE };

/** Splits a delta into steps of limited size, so that no message grows without bound. */
export function* splitDelta(delta: SnapshotDelta, limits: StepLimits): Generator<SnapshotDelta> {
  const rows = rowsOf(delta);
  let rest: SnapshotDelta = delta;
  let done = 0;
  for (const group of inGroups(rows, limits)) {
    done += group.length;
    // Steps before the last carry fractional versions: a reader that stops between two of them is never "up to date".
    const to = done === rows.length ? delta.to : delta.to - 1 + done / rows.length;
    yield { ...rest, to, ...stepOf(group, rest) };
    rest = { from: to, to: delta.to, time: delta.time, ...NOTHING };
  }
}
