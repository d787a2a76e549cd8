import { limitFor, ownRows, sortRows, type TopRow } from '../../src/model/cgroup/top.ts';
import type { GroupTopState, TopUpdate } from '../../src/protocol/group-top.ts';

/** A row as it is shown: what the group uses, alone or with those below, and the limit of memory that holds for it. */
export interface ShownRow extends TopRow {
  readonly effective?: { readonly limit: number; readonly by: string };
  /** Of that limit, by the group with those below: 0 to 1 and above. */
  readonly limitShare?: number;
}

/** All groups, as far as they were read. */
export class TopModel {
  readonly #all = new Map<string, TopRow>();

  get size(): number {
    return this.#all.size;
  }

  /** Whether any group has a value of this kind. */
  has(key: keyof TopRow): boolean {
    for (const row of this.#all.values()) if (row[key] !== undefined) return true;
    return false;
  }

  apply({ reset, rows, gone }: Pick<TopUpdate, 'reset' | 'rows' | 'gone'>): void {
    if (reset) this.#all.clear();
    for (const path of gone) this.#all.delete(path);
    for (const row of rows) this.#all.set(row.path, row);
  }

  /** The rows that a filter lets through, sorted. */
  shown({ filter, own, order, descending }: Omit<GroupTopState, 'hierarchy'>): TopRow[] {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = own ? ownRows(this.#all) : this.#all;
    const found = [...rows.values()].filter(({ path }) => {
      const text = path.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return sortRows(found, order, descending, this.#all);
  }

  /** With the limit that holds for it. */
  withLimit(row: TopRow): ShownRow {
    const effective = limitFor(row, this.#all);
    const memory = this.#all.get(row.path)?.memory;
    if (!effective) return row;
    return { ...row, effective, ...(memory !== undefined && { limitShare: memory / Math.max(1, effective.limit) }) };
  }
}
