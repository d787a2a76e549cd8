import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerStatus } from '../../model/environment/container-status.ts';
import { readContainerStatusText } from '../../protocol/environment-readers.ts';
import { textFile } from '../discover/host/text-file.ts';
import { parseStat } from '../discover/parse-proc.ts';
import { STATUS_FILE } from './container-files.ts';

/**
 * What the supervisor of a container wrote; undefined when it was never made. One whose process has gone without a word
 * (its supervisor was killed) has exited.
 */
export function readContainerStatus(directory: string): ContainerStatus | undefined {
  const status = storedStatus(directory);
  if (!status || status.state === 'exited' || status.state === 'failed') return status;
  const alive = isAlive(status.pid, status.startTime) || isAlive(status.supervisor, status.supervisorStartTime);
  return alive ? status : { ...status, state: 'exited' };
}

/** The same as it was written, whoever lives. */
export function storedStatus(directory: string): ContainerStatus | undefined {
  try {
    return readContainerStatusText(JSON.parse(readFileSync(path.join(directory, STATUS_FILE), 'utf8')), 'status');
  } catch {
    return undefined;
  }
}

/** Whether a process is still the one that began at that time, and has not ended: also when nobody has waited for it. */
export function isAlive(pid: number | undefined, startTime: number | undefined): boolean {
  if (pid === undefined || startTime === undefined) return false;
  const stat = parseStat(textFile(`/proc/${pid}/stat`) ?? '');
  return stat?.startTime === startTime && stat.state !== 'zombie';
}
