import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import { groupDirectory } from '../../model/cgroup/hierarchy.ts';
import type { ContainerView, EnvironmentStatus } from '../../model/environment/status.ts';
import type { Namespace } from '../../model/namespace.ts';
import { type Process, processId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** Process 1 of a container, while it is there. */
export function processOfContainer({ processes }: Snapshot, view: ContainerView | undefined): Process | undefined {
  const { pid, startTime } = view?.status ?? {};
  return pid === undefined || startTime === undefined ? undefined : processes[processId(pid, startTime)];
}

/** The network namespace of a netns or container. */
export function networkOfPlace(
  { namespaces }: Snapshot,
  { networks }: EnvironmentStatus,
  place: string,
): Namespace | undefined {
  const inode = networks.find(({ name }) => name === place)?.inode;
  return Object.values(namespaces).find((ns) => ns.kind === 'net' && ns.inode === inode);
}

/** The first group of a container that is in a snapshot. */
export function groupOfContainer(
  { cgroups, hierarchies }: Snapshot,
  view: ContainerView | undefined,
): CgroupId | undefined {
  const directories = new Set(view?.groups);
  const found = Object.values(cgroups).find(({ hierarchy, path }) => {
    const own = hierarchies.find(({ id }) => id === hierarchy);
    const directory = own && groupDirectory(own, path);
    return directory !== undefined && directories.has(directory);
  });
  return found?.id;
}
