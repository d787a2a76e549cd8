import { planWrites } from '../../../model/operation/cgroup/plan-writes.ts';
import { backOf, type SetFiles } from '../../../model/operation/cgroup/set.ts';
import type { Executor } from '../executor.ts';
import { GroupDirectory } from './group-directory.ts';
import { writeAll } from './write-all.ts';

/** The writes of the plan, all or none. */
export const setFiles: Executor<SetFiles> = {
  async execute(operation, { snapshot, seen, undo }) {
    const { place, writes } = planWrites(operation, operation.writes, snapshot, seen);
    if (!place) return undefined;
    const { directory: path, hierarchy } = place;
    const all = writes.map((write) => ({ ...write, back: backOf(write, place) ?? [] }));
    await GroupDirectory.use({ path, inode: operation.inode, version: hierarchy.version }, (directory) =>
      writeAll(directory, all),
    );
    return undo;
  },
};
