import { type Hierarchy, hierarchiesOf } from '../../model/cgroup/hierarchy.ts';
import type { Mount } from '../../model/mount.ts';
import { parseCgroup } from './parse-proc.ts';

/**
 * All hierarchies of the kernel, with where they are mounted.
 * @param read text of a file; undefined when it cannot be read
 */
export function readHierarchies(mounts: readonly Mount[], read: (path: string) => string | undefined): Hierarchy[] {
  const lines = parseCgroup(read('/proc/self/cgroup') ?? '').map(({ hierarchy, controllers }) => ({
    id: hierarchy,
    controllers,
  }));
  const root = mounts.find(({ fsType, overMounted }) => fsType === 'cgroup2' && !overMounted);
  const controllers = root && read(`${root.mountPoint}/cgroup.controllers`);
  return hierarchiesOf(lines, mounts, controllers?.split(/\s+/).filter((word) => word !== '') ?? []);
}
