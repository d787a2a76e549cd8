import { TopScan } from '../../agent/discover/top/top-scan.ts';
import type { TopRow } from '../../model/cgroup/top.ts';

/** Reads all groups of this host, merged by path. */
export class TopSampler {
  readonly #scan = new TopScan();
  readonly #rows = new Map<string, TopRow>();
  #since = 0;

  get rows(): ReadonlyMap<string, TopRow> {
    return this.#rows;
  }

  /** Looks for groups and reads them. @param sight paths that are read whole */
  sample(sight: readonly string[]): void {
    const pass = this.#scan.pass({ sight: new Set(sight), pressure: false });
    while (!pass.next().done);
    const { rows, gone, upTo } = this.#scan.changesSince(this.#since, Number.POSITIVE_INFINITY);
    for (const path of gone) this.#rows.delete(path);
    for (const row of rows) this.#rows.set(row.path, row);
    this.#since = upTo;
  }
}
