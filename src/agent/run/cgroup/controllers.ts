import {
  controllerText,
  type EnableControllers,
  planControllers,
  SUBTREE_CONTROL,
} from '../../../model/operation/cgroup/controllers.ts';
import type { Executor } from '../executor.ts';
import { GroupDirectory } from './group-directory.ts';

/** One write for each group, from above downwards; when one fails, those before it are taken back. */
export const enableControllers: Executor<EnableControllers> = {
  async execute(operation, { snapshot, seen, undo, takeBack }) {
    const { writes } = planControllers(operation, snapshot, seen);
    try {
      for (const write of writes) {
        const { directory: path, state, hierarchy } = write.place;
        await GroupDirectory.use({ path, inode: state.inode, version: hierarchy.version }, (directory) =>
          directory.set(SUBTREE_CONTROL, controllerText(write)),
        );
      }
    } catch (error) {
      if (undo && writes.length > 1) await takeBack(undo);
      throw error;
    }
    return undo;
  },
};
