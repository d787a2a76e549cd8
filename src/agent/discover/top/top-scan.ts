import { parseMountinfo } from '../../../model/mount.ts';
import { FileReader } from '../../kernel/file-reader.ts';
import { CgroupTable } from '../cgroup-table.ts';
import { Problems } from '../problems.ts';
import { type PassOptions, type TopChanges, TopReader } from './top-reader.ts';

/** Looks for groups, and reads what they use, pass after pass: also a group that was made a moment ago. */
export class TopScan {
  readonly #hierarchy: number | null;
  readonly #files = new FileReader();
  readonly #table = new CgroupTable();
  readonly #reader = new TopReader(new FileReader());

  /** @param hierarchy the number of the only one; null: all, merged by path */
  constructor(hierarchy: number | null = null) {
    this.#hierarchy = hierarchy;
  }

  /** How many groups there are. */
  get size(): number {
    return this.#reader.size;
  }

  /** One pass over all groups, yielding after each. */
  *pass(options: PassOptions): Generator<void, void> {
    const mounts = parseMountinfo(this.#files.records('/proc/self/mountinfo') ?? '');
    yield* this.#table.walk(mounts, [], new Problems());
    const { hierarchies, groups: cgroups } = this.#table;
    this.#reader.setGroups({ hierarchies, cgroups }, this.#hierarchy);
    yield* this.#reader.pass(options);
  }

  /** @param most rows at once */
  changesSince(since: number, most: number): TopChanges {
    return this.#reader.changesSince(since, most);
  }
}
