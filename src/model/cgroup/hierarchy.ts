import type { Mount } from '../mount.ts';
import { type CgroupId, parseCgroupId } from './cgroup.ts';

/** A tree of groups with the controllers that are attached to it (cgroups(7)). */
export interface Hierarchy {
  /** Number in `/proc/PID/cgroup`; 0 for v2. */
  readonly id: number;
  readonly version: 1 | 2;
  /** v1: mounted together, `cpu` and `cpuacct`; v2: what `cgroup.controllers` of its root lists. */
  readonly controllers: readonly string[];
  /** Of a v1 hierarchy without controllers: `systemd` of `name=systemd`. */
  readonly name?: string;
  /** Where the agent sees its files; absent when it is mounted nowhere that the agent can see. */
  readonly mount?: HierarchyMount;
}

export interface HierarchyMount {
  /** Raw text, as all text of the system. */
  readonly path: string;
  /** The group that is at `path`, in the agent's cgroup namespace: `/`; `/../..` when it is above that. */
  readonly root: string;
  /** Mount options that are no controllers: `nsdelegate`, `memory_recursiveprot`, `clone_children`. */
  readonly options: readonly string[];
  readonly readOnly: boolean;
}

/** Options of cgroup file systems; every other word is a controller or `name=`. */
const OPTIONS = new Set([
  'rw',
  'ro',
  'xattr',
  'noprefix',
  'clone_children',
  'cpuset_v2_mode',
  'seclabel',
  'none',
  'all',
  'nsdelegate',
  'favordynmods',
  'nofavordynmods',
  'memory_localevents',
  'memory_recursiveprot',
  'memory_hugetlb_accounting',
  'pids_localevents',
]);

/** Words that say nothing to a person: every mount has one of them. */
const PLAIN = new Set(['rw', 'ro', 'seclabel', 'none']);

/** The words of the super options of a cgroup mount, by what they are. */
export function cgroupMountWords({ superOptions }: Pick<Mount, 'superOptions'>): {
  readonly controllers: readonly string[];
  readonly name: string | undefined;
  readonly options: readonly string[];
} {
  const words = superOptions.split(',').filter((word) => word !== '');
  const isOption = (word: string) => OPTIONS.has(word) || word.startsWith('release_agent=');
  const name = words.find((word) => word.startsWith('name='))?.slice('name='.length);
  return {
    controllers: words.filter((word) => !isOption(word) && !word.startsWith('name=')),
    name,
    options: words.filter((word) => isOption(word) && !PLAIN.has(word)),
  };
}

/** One line of `/proc/PID/cgroup` without its path. */
export interface HierarchyLine {
  readonly id: number;
  /** `cpu,cpuacct`, `name=systemd`, or `''` for v2. */
  readonly controllers: string;
}

/**
 * All hierarchies that the kernel has, from the lines of `/proc/self/cgroup`, with where they are mounted.
 * @param mounts of the reader; of several of one hierarchy the one that shows most
 * @param v2Controllers content of `cgroup.controllers` of the v2 root
 */
export function hierarchiesOf(
  lines: readonly HierarchyLine[],
  mounts: readonly Mount[],
  v2Controllers: readonly string[],
): Hierarchy[] {
  return lines.map(({ id, controllers }) => {
    const words = controllers.split(',').filter((word) => word !== '');
    const name = words.find((word) => word.startsWith('name='))?.slice('name='.length);
    const version = controllers === '' && id === 0 ? 2 : 1;
    const mount = mountOf(controllers, version, mounts);
    return {
      id,
      version,
      controllers: version === 2 ? v2Controllers : words.filter((word) => !word.startsWith('name=')),
      ...(name !== undefined && { name }),
      ...(mount && { mount }),
    };
  });
}

function mountOf(line: string, version: 1 | 2, mounts: readonly Mount[]): HierarchyMount | undefined {
  const own = mounts.filter((mount) => !mount.overMounted && isOf(mount, line, version));
  const [best] = own.sort((a, b) => depth(a.root) - depth(b.root));
  if (!best) return undefined;
  return {
    path: best.mountPoint,
    root: best.root,
    options: cgroupMountWords(best).options,
    readOnly: best.options.split(',').includes('ro') || best.superOptions.split(',').includes('ro'),
  };
}

function isOf(mount: Mount, line: string, version: 1 | 2): boolean {
  if (version === 2) return mount.fsType === 'cgroup2';
  if (mount.fsType !== 'cgroup') return false;
  const { controllers, name } = cgroupMountWords(mount);
  const words = name === undefined ? controllers : [...controllers, `name=${name}`];
  return words.toSorted().join() === line.split(',').toSorted().join();
}

/** `/` shows more than `/docker/1`, and `/..` more than `/`. */
function depth(root: string): number {
  return root.split('/').reduce((sum, word) => sum + (word === '..' ? -1 : word === '' ? 0 : 1), 0);
}

/** How a person calls it: `cgroup v2`, `cpu,cpuacct`, `name=systemd`. */
export function hierarchyLabel({ version, controllers, name }: Hierarchy): string {
  if (version === 2) return 'cgroup v2';
  return [...controllers, ...(name === undefined ? [] : [`name=${name}`])].join(',');
}

/** The directory of a group; undefined when the hierarchy is not mounted, or the group is outside of what the mount shows. */
export function groupDirectory({ mount }: Hierarchy, path: string): string | undefined {
  if (!mount) return undefined;
  if (mount.root === '/') return path === '/' ? mount.path : mount.path + path;
  if (path === mount.root) return mount.path;
  return path.startsWith(`${mount.root}/`) ? mount.path + path.slice(mount.root.length) : undefined;
}

/** Where the files of a group are. */
export interface GroupPlace {
  readonly group: CgroupId;
  readonly hierarchy: Hierarchy;
  readonly directory: string;
}

/** Undefined when no hierarchy shows the group; whether its directory is there, only a look tells. */
export function groupPlace(group: CgroupId, hierarchies: readonly Hierarchy[]): GroupPlace | undefined {
  const at = parseCgroupId(group);
  const hierarchy = hierarchies.find(({ id }) => id === at?.hierarchy);
  const directory = at && hierarchy && groupDirectory(hierarchy, at.path);
  return hierarchy && directory !== undefined ? { group, hierarchy, directory } : undefined;
}
