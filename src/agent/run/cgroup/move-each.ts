import type { Message } from '../../../base/message.ts';
import { type GroupRef, type Place, placeOf } from '../../../model/operation/cgroup/place.ts';
import type { Operation } from '../../../model/operation/operation.ts';
import { type ProcessId, parseProcessId } from '../../../model/process.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { SyscallError } from '../../kernel/errno.ts';
import type { ExecutionContext } from '../executor.ts';
import { GroupDirectory } from './group-directory.ts';

/** What goes into one group. */
export interface Moved<T> extends GroupRef {
  readonly items: readonly T[];
}

export interface MoveWay<T> {
  readonly processOf: (item: T) => ProcessId;
  /** Writes it into the group. @returns false when it is another one now */
  readonly move: (directory: GroupDirectory, item: T, version: 1 | 2) => Promise<boolean>;
  /** Told when none was there any more. */
  readonly gone: Message;
}

/** One write for each process or thread; when one is refused, those before it go back. What has ended meanwhile is left out. */
export async function moveEach<T>(
  moves: readonly Moved<T>[],
  way: MoveWay<T>,
  { snapshot, seen, undo, takeBack, touch }: ExecutionContext,
): Promise<Operation | undefined> {
  let moved = 0;
  try {
    for (const { group, inode, items } of moves) {
      const found = placeOf(group, inode, snapshot, seen);
      if (found.ok) moved += await moveInto(found.value, items, way);
    }
  } catch (error) {
    if (undo) await takeBack(undo);
    throw error;
  } finally {
    // Not before: a scan that runs meanwhile would read them where they were.
    touch(moves.flatMap(({ items }) => items.flatMap((item) => parseProcessId(way.processOf(item))?.pid ?? [])));
  }
  if (moved === 0) throw new ProtocolError('gone', way.gone);
  return undo;
}

/** @returns how many were there to be moved */
function moveInto<T>(
  { directory: path, hierarchy, state }: Place,
  items: readonly T[],
  { move }: MoveWay<T>,
): Promise<number> {
  const { version } = hierarchy;
  return GroupDirectory.use({ path, inode: state.inode, version }, async (directory) => {
    let moved = 0;
    for (const item of items) if (await unlessEnded(() => move(directory, item, version))) moved++;
    return moved;
  });
}

/** False also for what has ended. */
async function unlessEnded(move: () => Promise<boolean>): Promise<boolean> {
  try {
    return await move();
  } catch (error) {
    const hasEnded = error instanceof SyscallError && error.errno === 'ESRCH';
    const isOther = error instanceof ProtocolError && (error.data.name === 'refused' || error.data.name === 'gone');
    if (hasEnded || isOther) return false;
    throw error;
  }
}
