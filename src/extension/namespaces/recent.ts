import type { Snapshot } from '../../model/snapshot.ts';

/** How long something that appeared is marked, and something that ended stays in sight, in ms. */
export const RECENT_MS = 3000;
/** More than this at once is not marked: a whole machine came or went. */
const MAX_MARKED = 200;

/** Ids of namespaces and processes that came or went a moment ago. */
export interface Recent {
  readonly appeared: ReadonlySet<string>;
  readonly ended: ReadonlySet<string>;
}

type Table = 'namespaces' | 'processes';
type Row = Snapshot[Table][string];

/** Follows snapshots; remembers for a moment what came and what went. */
export class RecentChanges {
  readonly #appeared = new Map<string, number>();
  readonly #ended = new Map<string, { readonly until: number; readonly table: Table; readonly row: Row }>();
  #before: Snapshot | undefined;

  /** `now` in ms of a steady clock. The first snapshot brings nothing new. */
  take(snapshot: Snapshot | undefined, now: number): void {
    const before = this.#before;
    this.#before = snapshot;
    if (!before || !snapshot) {
      this.#appeared.clear();
      this.#ended.clear();
      return;
    }
    for (const table of ['namespaces', 'processes'] as const) this.#compare(before, snapshot, table, now + RECENT_MS);
  }

  /** The latest snapshot with what just ended still in it. */
  shown(now: number): {
    readonly snapshot: Snapshot | undefined;
    readonly recent: Recent;
    readonly next: number | undefined;
  } {
    this.#forget(now);
    const recent = { appeared: new Set(this.#appeared.keys()), ended: new Set(this.#ended.keys()) };
    const times = [...this.#appeared.values(), ...[...this.#ended.values()].map(({ until }) => until)];
    return { snapshot: this.#withEnded(), recent, next: times.length > 0 ? Math.min(...times) : undefined };
  }

  #compare(before: Snapshot, after: Snapshot, table: Table, until: number): void {
    if (before[table] === after[table]) return;
    const appeared = Object.keys(after[table]).filter((id) => !(id in before[table]));
    const ended = Object.entries(before[table]).filter(([id]) => !(id in after[table]));
    if (appeared.length <= MAX_MARKED) for (const id of appeared) this.#appeared.set(id, until);
    if (ended.length <= MAX_MARKED) for (const [id, row] of ended) this.#ended.set(id, { until, table, row });
  }

  #forget(now: number): void {
    for (const [id, until] of this.#appeared) if (until <= now) this.#appeared.delete(id);
    for (const [id, { until }] of this.#ended) if (until <= now) this.#ended.delete(id);
  }

  #withEnded(): Snapshot | undefined {
    const snapshot = this.#before;
    if (!snapshot || this.#ended.size === 0) return snapshot;
    const rows = (table: Table) =>
      Object.fromEntries(
        [...this.#ended].filter(([, entry]) => entry.table === table).map(([id, { row }]) => [id, row]),
      );
    return {
      ...snapshot,
      namespaces: { ...(rows('namespaces') as Snapshot['namespaces']), ...snapshot.namespaces },
      processes: { ...(rows('processes') as Snapshot['processes']), ...snapshot.processes },
    };
  }
}
