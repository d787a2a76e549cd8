import type { CgroupMode } from '../../../model/host.ts';
import type { Mount } from '../../../model/mount.ts';

/** Super options of a v1 hierarchy that are no controllers (cgroups(7)). */
const OPTIONS = new Set(['rw', 'ro', 'xattr', 'noprefix', 'clone_children', 'cpuset_v2_mode', 'seclabel', 'none']);

function controllersOf(mount: Mount): string {
  if (mount.fsType === 'cgroup2') return '';
  const words = mount.superOptions
    .split(',')
    .filter((word) => !OPTIONS.has(word) && !word.startsWith('release_agent='));
  return words.join(',');
}

/** Version and places of the cgroup hierarchies, from the mounts of the agent. */
export function cgroupMode(mounts: readonly Mount[]): CgroupMode {
  const cgroups = mounts
    .filter((mount) => mount.fsType === 'cgroup' || mount.fsType === 'cgroup2')
    .map((mount) => ({
      path: mount.mountPoint,
      version: mount.fsType === 'cgroup2' ? (2 as const) : (1 as const),
      controllers: controllersOf(mount),
    }));
  const v1 = cgroups.some(({ version }) => version === 1);
  const v2 = cgroups.some(({ version }) => version === 2);
  return { mode: v1 && v2 ? 'hybrid' : v1 ? 'v1' : v2 ? 'v2' : 'none', mounts: cgroups };
}
