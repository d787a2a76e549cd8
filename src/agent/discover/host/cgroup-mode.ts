import { cgroupMountWords } from '../../../model/cgroup/hierarchy.ts';
import type { CgroupMode } from '../../../model/host.ts';
import type { Mount } from '../../../model/mount.ts';

function controllersOf(mount: Mount): string {
  const { controllers, name } = cgroupMountWords(mount);
  return [...controllers, ...(name === undefined ? [] : [`name=${name}`])].join(',');
}

/** Version and places of the cgroup hierarchies, from the mounts of the agent. */
export function cgroupMode(mounts: readonly Mount[]): CgroupMode {
  const cgroups = mounts
    .filter((mount) => mount.fsType === 'cgroup' || mount.fsType === 'cgroup2')
    .map((mount) => {
      const version = mount.fsType === 'cgroup2' ? (2 as const) : (1 as const);
      return { path: mount.mountPoint, version, controllers: version === 2 ? '' : controllersOf(mount) };
    });
  const v1 = cgroups.some(({ version }) => version === 1);
  const v2 = cgroups.some(({ version }) => version === 2);
  return { mode: v1 && v2 ? 'hybrid' : v1 ? 'v1' : v2 ? 'v2' : 'none', mounts: cgroups };
}
