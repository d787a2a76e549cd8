import { shellQuote } from '../../../../base/text.ts';
import type { SpecMount } from '../../../spec/spec.ts';
import type { Launch } from '../../launch.ts';
import { isNew } from '../namespaces.ts';
import { isStaged, stagedOf, stageLines, stageOf, stagePropagation } from '../util-linux/stage.ts';

/** Where the stage is for the runtime: everybody can search this directory, and it is there on every system (hier(7)). */
const PLACE = '/mnt';

/** Whether a runtime, which is nobody special in the user namespace, may not get to what the container has of the host. */
export function needsStaging(launch: Launch): boolean {
  return isNew(launch, 'user');
}

/** The root directory on the stage; undefined where it is used as it is. */
export function stagedRoot(launch: Launch): string | undefined {
  return needsStaging(launch) ? `${PLACE}/host` : undefined;
}

/** What a mount has of the host on the stage; undefined where it is used as it is. */
export function stagedSource(mount: SpecMount, launch: Launch): string | undefined {
  if (!needsStaging(launch) || !isStaged(mount.kind)) return undefined;
  return `${PLACE}/${stagedOf(launch).findIndex((each) => 'mount' in each && each.mount === mount)}`;
}

/** Sets the stage up and puts it into its place. */
export function stageLinesBefore(launch: Launch): readonly string[] {
  if (!needsStaging(launch)) return [];
  return [...stageLines(launch), `mount --move ${shellQuote(stageOf(launch))} ${PLACE}`];
}

/** A command that runs another one where the stage is in its place. */
export function stagingArgv(launch: Launch): readonly string[] {
  if (!needsStaging(launch)) return [];
  const script = [...stageLinesBefore(launch), 'cd /', 'exec "$@"'].join('\n');
  return ['unshare', '--mount', '--propagation', stagePropagation(launch), 'sh', '-euc', script, 'isolens'];
}
