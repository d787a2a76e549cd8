import { CgroupTable } from '../../agent/discover/cgroup-table.ts';
import { Problems } from '../../agent/discover/problems.ts';
import { TopReader } from '../../agent/discover/top/top-reader.ts';
import { FileReader } from '../../agent/kernel/file-reader.ts';
import type { TopRow } from '../../model/cgroup/top.ts';
import { parseMountinfo } from '../../model/mount.ts';

/** Reads all groups of this host, merged by path. */
export class TopSampler {
  readonly #files = new FileReader();
  readonly #table = new CgroupTable();
  readonly #reader = new TopReader(new FileReader());
  readonly #rows = new Map<string, TopRow>();
  #since = 0;

  get rows(): ReadonlyMap<string, TopRow> {
    return this.#rows;
  }

  /** Looks for groups and reads them. @param sight paths that are read whole */
  sample(sight: readonly string[]): void {
    const mounts = parseMountinfo(this.#files.records('/proc/self/mountinfo') ?? '');
    run(this.#table.walk(mounts, [], new Problems()));
    const { hierarchies, groups } = this.#table;
    this.#reader.setGroups({ hierarchies, cgroups: groups }, null);
    run(this.#reader.pass({ sight: new Set(sight), pressure: false }));
    const { rows, gone, upTo } = this.#reader.changesSince(this.#since, Number.POSITIVE_INFINITY);
    for (const path of gone) this.#rows.delete(path);
    for (const row of rows) this.#rows.set(row.path, row);
    this.#since = upTo;
  }
}

function run(work: Generator<void, unknown>): void {
  while (!work.next().done);
}
