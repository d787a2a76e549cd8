import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerStatus } from '../../model/environment/container-status.ts';
import type { Launch } from '../../model/environment/launch.ts';
import { SIGNALS } from '../../model/operation/signal.ts';
import { processId } from '../../model/process.ts';
import { pidfdSendSignal } from '../kernel/pidfd.ts';
import { withProcess } from '../run/process-handle.ts';
import { removeRemains } from './container-files.ts';
import { isAlive, storedStatus } from './container-status.ts';
import { killGroups, removeGroup } from './kill-groups.ts';
import { killMarked } from './mark.ts';
import { groupsBeside } from './oci-job.ts';

const LOOK_MS = 5;
/** So long may a supervisor take to write down how its container ended. */
const SUPERVISOR_MS = 2000;

/**
 * Ends what is left of a container, whoever of it was killed before: its first process may save what it has, then all of its groups
 * is killed, then what is not in them yet. Its status and log stay.
 * @throws ProtocolError when something does not end
 */
export async function stopContainer(
  { directory, groups }: Pick<Launch, 'directory' | 'groups'>,
  graceMs: number,
): Promise<void> {
  const status = storedStatus(directory);
  if (status?.state === 'running') await terminate(status, graceMs);
  await killGroups(groups);
  await signal(status?.pid, status?.startTime, SIGNALS.SIGKILL);
  if (status) await endSupervisor(status);
  await killMarked(directory);
  await killGroups(groups);
  for (const group of groupsBeside(groups)) await removeGroup(group);
  removeRemains(directory);
}

async function terminate(status: ContainerStatus, graceMs: number): Promise<void> {
  if (graceMs <= 0) return;
  await signal(status.pid, status.startTime, SIGNALS.SIGTERM);
  await until(() => !isAlive(status.pid, status.startTime), graceMs);
}

/** One whose container was there writes down how that ended; others are in the middle of something. */
async function endSupervisor({ state, supervisor, supervisorStartTime }: ContainerStatus): Promise<void> {
  const isOver = () => !isAlive(supervisor, supervisorStartTime);
  if (state === 'created' || state === 'running') await until(isOver, SUPERVISOR_MS);
  await signal(supervisor, supervisorStartTime, SIGNALS.SIGKILL);
}

/** Nothing for a process that has ended. */
async function signal(pid: number | undefined, startTime: number | undefined, number: number): Promise<void> {
  if (pid === undefined || startTime === undefined || !isAlive(pid, startTime)) return;
  try {
    await withProcess(processId(pid, startTime), (_, pidfd) => pidfdSendSignal(pidfd, number));
  } catch {
    // It has ended meanwhile.
  }
}

async function until(done: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!done() && performance.now() < deadline) await delay(LOOK_MS);
}
