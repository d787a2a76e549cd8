import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ContainerStatus } from '../../model/environment/container-status.ts';

/** Files in the directory of a container. */
export const STATUS_FILE = 'status.json';
export const CONTROL = 'control';
export const LOG = 'log';
export const LAST_LOG = 'log.1';
/** How many bytes were written before those in `log`. */
export const LOG_BEGIN = 'log.begin';

/** Writes what is known of a container: who reads sees all of it or what was before. @throws Error of node:fs */
export function writeContainerStatus(directory: string, status: ContainerStatus): void {
  const file = `${directory}/${STATUS_FILE}`;
  writeFileSync(`${file}.new`, JSON.stringify(status), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Removes what is known of a container that was there before. */
export function clearContainer(directory: string): void {
  for (const name of [STATUS_FILE, CONTROL, LOG, LAST_LOG, LOG_BEGIN]) rmSync(`${directory}/${name}`, { force: true });
}

/**
 * Uses the path of the control socket: through a descriptor of the directory, as the address of a socket has at most
 * 107 bytes (unix(7)).
 */
export async function withControlPath<T>(directory: string, use: (path: string) => Promise<T>): Promise<T> {
  const fd = openSync(directory, 'r');
  try {
    return await use(`/proc/self/fd/${fd}/${CONTROL}`);
  } finally {
    closeSync(fd);
  }
}

/** Removes what only a container needs that can be started. */
export function removeControl(directory: string): void {
  rmSync(`${directory}/${CONTROL}`, { force: true });
}

/** Its name for an OCI runtime, whose state is in the directory of the container as well. */
export const CONTAINER_ID = 'container';

export function ociBundle(directory: string): string {
  return `${directory}/bundle`;
}

export function ociState(directory: string): string {
  return `${directory}/oci`;
}

/** Removes what only its engine needs: its status and log stay. */
export function removeRemains(directory: string): void {
  removeControl(directory);
  for (const name of [ociBundle(directory), ociState(directory)]) rmSync(name, { recursive: true, force: true });
}
