import { message } from '../../../base/message.ts';
import { type MoveThreads, type ThreadRef, threadsFile } from '../../../model/operation/cgroup/move-threads.ts';
import { parseProcessId } from '../../../model/process.ts';
import type { Executor } from '../executor.ts';
import { withProcess } from '../process-handle.ts';
import { startTimeOf } from '../start-time.ts';
import type { GroupDirectory } from './group-directory.ts';
import { moveEach } from './move-each.ts';

/** Moves single threads. */
export const moveThreads: Executor<MoveThreads> = {
  execute({ moves }, context) {
    const all = moves.map((move) => ({ ...move, items: move.threads }));
    const gone = message('The threads have ended.');
    return moveEach(all, { processOf: ({ process }) => process, move: moveOne, gone }, context);
  },
};

/** @returns false when it has ended, or its tid is another thread now */
async function moveOne(directory: GroupDirectory, { process, thread }: ThreadRef, version: 1 | 2): Promise<boolean> {
  const { pid: tid, startTime } = parseProcessId(thread) ?? { pid: 0, startTime: 0 };
  const isIt = () => startTimeOf(tid) === startTime;
  return withProcess(process, async () => {
    if (!isIt()) return false;
    await directory.set(threadsFile(version), String(tid));
    // It had this tid all the time, so no other thread was moved.
    return isIt();
  });
}
