import { groupName, parentPath } from '../../../model/cgroup/cgroup.ts';
import { groupDirectory } from '../../../model/cgroup/hierarchy.ts';
import type { DeleteGroup } from '../../../model/operation/cgroup/delete.ts';
import { groupsBelow, placeOf } from '../../../model/operation/cgroup/place.ts';
import type { Executor } from '../executor.ts';
import { GroupDirectory } from './group-directory.ts';

/** rmdir of the lowest groups first; when one fails, those that are gone are made again as they were. */
export const deleteGroup: Executor<DeleteGroup> = {
  async execute({ group, inode }, { snapshot, seen, undo, takeBack }) {
    const found = placeOf(group, inode, snapshot, seen);
    const above = found.ok ? groupDirectory(found.value.hierarchy, parentPath(found.value.path) ?? '/') : undefined;
    if (!found.ok || above === undefined) return undefined;
    const { directory: path, hierarchy, state } = found.value;
    const { version } = hierarchy;
    const names = [...groupsBelow(snapshot, group).toReversed(), group].map((id) => id.slice(group.length));
    await GroupDirectory.use({ path: above, inode: undefined, version }, async (directory) => {
      // That it is the one that was meant, at the last moment.
      await GroupDirectory.use({ path, inode: inode ?? state.inode, version }, async () => {});
      try {
        for (const name of names) directory.remove(groupName(found.value.path) + name);
      } catch (error) {
        if (undo && names.length > 1) await takeBack(undo);
        throw error;
      }
    });
    return undo;
  },
};
