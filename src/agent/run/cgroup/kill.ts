import { setTimeout as delay } from 'node:timers/promises';
import { freezerOf } from '../../../model/operation/cgroup/freeze.ts';
import { KILL, type KillGroup, type KillWay, killWay } from '../../../model/operation/cgroup/kill.ts';
import { placeOf } from '../../../model/operation/cgroup/place.ts';
import { SIGNALS } from '../../../model/operation/signal.ts';
import { SyscallError } from '../../kernel/errno.ts';
import { close } from '../../kernel/fd.ts';
import { pidfdOpen, pidfdSendSignal } from '../../kernel/pidfd.ts';
import type { Executor } from '../executor.ts';
import { notEnded } from '../not-ended.ts';
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
    await GroupDirectory.use({ path, inode, version }, (directory) => killIn(directory, version, killWay(found.value)));
    return undefined;
  },
};

/** Kills all processes of a group and of those below it, and waits until none is left. @throws ProtocolError */
export async function killIn(directory: GroupDirectory, version: 1 | 2, way: KillWay): Promise<void> {
  switch (way) {
    case 'kill':
      await directory.set(KILL, '1');
      return untilEmpty(directory, async () => {});
    case 'freeze':
      await killFrozen(directory, version);
      return untilEmpty(directory, () => killFrozen(directory, version));
    case 'repeat':
      return untilEmpty(directory, () => killAll(directory));
  }
}

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

/**
 * Kills what is in it now. Membership is read again when all are held by pidfds: a pid that went to another process since
 * it was listed is not in the group.
 * @throws ProtocolError denied
 */
async function killAll(directory: GroupDirectory): Promise<void> {
  const held = new Map<number, number>();
  try {
    for (const pid of directory.processes()) {
      const pidfd = pid === process.pid ? undefined : tryOpen(pid);
      if (pidfd !== undefined) held.set(pid, pidfd);
    }
    for (const pid of directory.processes()) {
      const pidfd = held.get(pid);
      if (pidfd !== undefined) kill(pidfd, directory);
    }
  } finally {
    for (const pidfd of held.values()) close(pidfd);
  }
}

/** Undefined for one that has ended. */
function tryOpen(pid: number): number | undefined {
  try {
    return pidfdOpen(pid);
  } catch {
    return undefined;
  }
}

function kill(pidfd: number, directory: GroupDirectory): void {
  try {
    pidfdSendSignal(pidfd, SIGNALS.SIGKILL);
  } catch (error) {
    if (error instanceof SyscallError && error.errno === 'ESRCH') return;
    throw directory.explained('cgroup.procs', '', error);
  }
}

/** @throws ProtocolError when something does not end */
async function untilEmpty(directory: GroupDirectory, again: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let left = directory.processes(); left.length > 0; left = directory.processes()) {
    if (performance.now() > deadline) throw notEnded(left);
    await again();
    await delay(LOOK_MS);
  }
}
