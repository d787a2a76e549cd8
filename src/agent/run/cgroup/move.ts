import { message } from '../../../base/message.ts';
import { type MoveProcesses, PROCS } from '../../../model/operation/cgroup/move.ts';
import { type Place, placeOf } from '../../../model/operation/cgroup/place.ts';
import { type ProcessId, parseProcessId } from '../../../model/process.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { SyscallError } from '../../kernel/errno.ts';
import { pidfdSendSignal } from '../../kernel/pidfd.ts';
import type { Executor } from '../executor.ts';
import { withProcess } from '../process-handle.ts';
import { GroupDirectory } from './group-directory.ts';

/** One write for each process; when one is refused, those before it go back. What has ended meanwhile is left out. */
export const moveProcesses: Executor<MoveProcesses> = {
  async execute({ moves }, { snapshot, seen, undo, takeBack, touch }) {
    let moved = 0;
    touch(moves.flatMap(({ processes }) => processes.flatMap((id) => parseProcessId(id)?.pid ?? [])));
    try {
      for (const { group, inode, processes } of moves) {
        const found = placeOf(group, inode, snapshot, seen);
        if (found.ok) moved += await moveInto(found.value, processes);
      }
    } catch (error) {
      if (undo) await takeBack(undo);
      throw error;
    }
    if (moved === 0) throw new ProtocolError('gone', message('The processes have ended.'));
    return undo;
  },
};

/** @returns how many were there to be moved */
function moveInto({ directory: path, hierarchy, state }: Place, processes: readonly ProcessId[]): Promise<number> {
  const { version } = hierarchy;
  return GroupDirectory.use({ path, inode: state.inode, version }, async (directory) => {
    let moved = 0;
    for (const id of processes) if (await moveOne(directory, id)) moved++;
    return moved;
  });
}

/** @returns false when it has ended, or its pid is another process now */
async function moveOne(directory: GroupDirectory, id: ProcessId): Promise<boolean> {
  try {
    return await withProcess(id, async (pid, pidfd) => {
      await directory.set(PROCS, String(pid));
      // It had this pid all the time, so no other process was moved.
      pidfdSendSignal(pidfd, 0);
      return true;
    });
  } catch (error) {
    const hasEnded = error instanceof SyscallError && error.errno === 'ESRCH';
    const isOther = error instanceof ProtocolError && (error.data.name === 'refused' || error.data.name === 'gone');
    if (hasEnded || isOther) return false;
    throw error;
  }
}
