import type { FileState, GroupState } from '../../../model/cgroup/group-state.ts';
import type { PlannedWrite } from '../../../model/operation/cgroup/check-write.ts';
import {
  type CreateGroups,
  isStillThere,
  type NewGroup,
  newGroupId,
  writesOfNew,
} from '../../../model/operation/cgroup/create.ts';
import { ordered } from '../../../model/operation/cgroup/order.ts';
import { placeOf } from '../../../model/operation/cgroup/place.ts';
import type { Executor } from '../executor.ts';
import { GroupDirectory } from './group-directory.ts';

/** mkdir and the settings, group after group; when something fails, what was made is removed again. */
export const createGroups: Executor<CreateGroups> = {
  async execute(operation, { snapshot, seen }) {
    const found = placeOf(operation.group, operation.inode, snapshot, seen);
    if (!found.ok) return undefined;
    const { directory: path, hierarchy } = found.value;
    const { version } = hierarchy;
    const missing = operation.groups.filter((each) => !isStillThere(operation, each, seen));
    return GroupDirectory.use({ path, inode: operation.inode, version }, async (above) => {
      const made: NewGroup[] = [];
      try {
        for (const each of missing) {
          above.make(each.path);
          made.unshift(each);
          await furnish(`${path}/${each.path}`, writesOfNew(each, version) ?? [], version);
        }
      } catch (error) {
        for (const each of made) tryRemove(above, each.path);
        throw error;
      }
      return undoOf(operation, path, version);
    });
  },
};

async function furnish(path: string, writes: readonly PlannedWrite[], version: 1 | 2): Promise<void> {
  if (writes.length === 0) return;
  await GroupDirectory.use({ path, inode: undefined, version }, async (own) => {
    for (const { file, text } of ordered(writes, stateOf(own, writes))) await own.set(file, text);
  });
}

/** What the new group says of the files that are to be written. */
function stateOf(own: GroupDirectory, writes: readonly PlannedWrite[]): GroupState {
  const files = writes.map(({ file }): [string, FileState] => {
    const content = own.read(file);
    return [file, { writable: true, ...(content !== undefined && { content }) }];
  });
  return { inode: own.inode, writable: true, delegated: false, files: Object.fromEntries(files) };
}

/** What failed first is what a person wants to read. */
function tryRemove(above: GroupDirectory, path: string): void {
  try {
    above.remove(path);
  } catch {
    // It stays, empty: its name tells what it was to be.
  }
}

/** The delete of the uppermost group that was made, now that its number is known. */
async function undoOf(operation: CreateGroups, path: string, version: 1 | 2) {
  const [first] = operation.groups;
  if (!first) return undefined;
  const inode = await GroupDirectory.use(
    { path: `${path}/${first.path}`, inode: undefined, version },
    async (own) => own.inode,
  );
  return { kind: 'cgroup.delete' as const, group: newGroupId(operation, first), inode };
}
