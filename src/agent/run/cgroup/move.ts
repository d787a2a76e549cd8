import { message } from '../../../base/message.ts';
import { type MoveProcesses, PROCS } from '../../../model/operation/cgroup/move.ts';
import type { ProcessId } from '../../../model/process.ts';
import { pidfdSendSignal } from '../../kernel/pidfd.ts';
import type { Executor } from '../executor.ts';
import { withProcess } from '../process-handle.ts';
import type { GroupDirectory } from './group-directory.ts';
import { moveEach } from './move-each.ts';

/** Moves processes with all their threads. */
export const moveProcesses: Executor<MoveProcesses> = {
  execute({ moves }, context) {
    const all = moves.map((move) => ({ ...move, items: move.processes }));
    const gone = message('The processes have ended.');
    return moveEach(all, { processOf: (id) => id, move: moveOne, gone }, context);
  },
};

function moveOne(directory: GroupDirectory, id: ProcessId): Promise<boolean> {
  return withProcess(id, async (pid, pidfd) => {
    await directory.set(PROCS, String(pid));
    // It had this pid all the time, so no other process was moved.
    pidfdSendSignal(pidfd, 0);
    return true;
  });
}
