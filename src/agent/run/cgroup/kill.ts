import { setTimeout as delay } from 'node:timers/promises';
import { message } from '../../../base/message.ts';
import { freezerOf } from '../../../model/operation/cgroup/freeze.ts';
import { KILL, type KillGroup, killWay } from '../../../model/operation/cgroup/kill.ts';
import { placeOf } from '../../../model/operation/cgroup/place.ts';
import { SIGNALS } from '../../../model/operation/signal.ts';
import { processId } from '../../../model/process.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { SyscallError } from '../../kernel/errno.ts';
import { pidfdSendSignal } from '../../kernel/pidfd.ts';
import type { Executor } from '../executor.ts';
import { startTimeOf, withProcess } from '../process-handle.ts';
import { untilFrozen } from './freeze.ts';
import { GroupDirectory } from './group-directory.ts';

/** So long may what was killed take to end. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 10;

/** By `cgroup.kill`; else frozen, killed and thawed; else again and again until nothing is left. */
export const killGroup: Executor<KillGroup> = {
  async execute({ group, inode }, { snapshot, seen }) {
    const found = placeOf(group, inode, snapshot, seen);
    if (!found.ok) return undefined;
    const { directory: path, hierarchy } = found.value;
    const { version } = hierarchy;
    await GroupDirectory.use({ path, inode, version }, async (directory) => {
      switch (killWay(found.value)) {
        case 'kill':
          await directory.set(KILL, '1');
          return untilEmpty(directory, async () => {});
        case 'freeze':
          await killFrozen(directory, version);
          return untilEmpty(directory, () => killFrozen(directory, version));
        case 'repeat':
          return untilEmpty(directory, () => killAll(directory));
      }
    });
    return undefined;
  },
};

/** Nothing can fork meanwhile. In v1 what is frozen ends only when it is thawed. */
async function killFrozen(directory: GroupDirectory, version: 1 | 2): Promise<void> {
  const { file, on, off } = freezerOf(version);
  await directory.set(file, on);
  try {
    await untilFrozen(directory, version);
    await killAll(directory);
  } finally {
    await directory.set(file, off);
  }
}

/** @throws ProtocolError denied */
async function killAll(directory: GroupDirectory): Promise<void> {
  const { pid: own } = process;
  for (const pid of directory.processes()) {
    const startTime = startTimeOf(pid);
    if (startTime === undefined || pid === own) continue;
    try {
      // It is looked for again: a pid that went to another process since the list was read is not in the group.
      await withProcess(processId(pid, startTime), (_, pidfd) => {
        if (directory.processes().includes(pid)) pidfdSendSignal(pidfd, SIGNALS.SIGKILL);
      });
    } catch (error) {
      if (!(error instanceof SyscallError)) continue;
      if (error.errno === 'EPERM') throw directory.explained('cgroup.procs', String(pid), error);
    }
  }
}

/** @throws ProtocolError when something does not end */
async function untilEmpty(directory: GroupDirectory, again: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let left = directory.processes(); left.length > 0; left = directory.processes()) {
    if (performance.now() > deadline) {
      throw new ProtocolError(
        'failed',
        message('Killed, but not ended yet: {0}', left.slice(0, 5).join(', ')),
        message('They wait for a device; they end when it answers.'),
      );
    }
    await again();
    await delay(LOOK_MS);
  }
}
