import { setTimeout as delay } from 'node:timers/promises';
import { type FreezeGroup, freezerOf } from '../../../model/operation/cgroup/freeze.ts';
import { placeOf } from '../../../model/operation/cgroup/place.ts';
import type { Executor } from '../executor.ts';
import { GroupDirectory } from './group-directory.ts';

/** A process that waits for a device stops later: that is no failure. */
const PATIENCE_MS = 2000;
const LOOK_MS = 10;

/** One write, then it waits a moment until all have stopped. */
export const freezeGroup: Executor<FreezeGroup> = {
  async execute({ group, inode, frozen }, { snapshot, seen, undo }) {
    const found = placeOf(group, inode, snapshot, seen);
    if (!found.ok) return undefined;
    const { directory: path, hierarchy } = found.value;
    const { file, on, off } = freezerOf(hierarchy.version);
    await GroupDirectory.use({ path, inode, version: hierarchy.version }, async (directory) => {
      await directory.set(file, frozen ? on : off);
      if (frozen) await untilFrozen(directory, hierarchy.version);
    });
    return undo;
  },
};

/** @returns whether all have stopped in time */
export async function untilFrozen(directory: GroupDirectory, version: 1 | 2): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  const isFrozen = () =>
    version === 2
      ? /^frozen 1$/m.test(directory.read('cgroup.events') ?? '')
      : directory.read('freezer.state')?.trim() === 'FROZEN';
  while (!isFrozen()) {
    if (performance.now() > deadline) return false;
    await delay(LOOK_MS);
  }
  return true;
}
