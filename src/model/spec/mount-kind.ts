/** A kind of `mount` statement. */
export interface MountKind {
  readonly name: string;
  readonly doc: string;
  readonly options: readonly string[];
  /** Whether it names what is mounted, and where. */
  readonly source: boolean;
  readonly target: 'must' | 'may' | 'no';
}

/** Options of every mount but `standard` (mount(8)). */
export const MOUNT_FLAGS: readonly string[] = [
  'ro',
  'rw',
  'nosuid',
  'suid',
  'nodev',
  'dev',
  'noexec',
  'exec',
  'noatime',
  'relatime',
];

export const MOUNT_KINDS: readonly MountKind[] = [
  {
    name: 'standard',
    doc: 'proc, sysfs, a small /dev with pts, shm and mqueue, as container runtimes mount them',
    options: [],
    source: false,
    target: 'no',
  },
  {
    name: 'proc',
    doc: 'the processes of its pid namespace',
    options: [...MOUNT_FLAGS, 'hidepid'],
    source: false,
    target: 'may',
  },
  {
    name: 'sysfs',
    doc: 'devices, and the links of its network namespace',
    options: MOUNT_FLAGS,
    source: false,
    target: 'may',
  },
  {
    name: 'tmpfs',
    doc: 'files in memory',
    options: [...MOUNT_FLAGS, 'size', 'mode', 'uid', 'gid', 'nr_inodes'],
    source: false,
    target: 'must',
  },
  {
    name: 'devpts',
    doc: 'pseudo-terminals',
    options: [...MOUNT_FLAGS, 'mode', 'gid', 'ptmxmode', 'newinstance'],
    source: false,
    target: 'may',
  },
  { name: 'mqueue', doc: 'POSIX message queues', options: MOUNT_FLAGS, source: false, target: 'may' },
  { name: 'cgroup', doc: 'the cgroups, from its own group down', options: MOUNT_FLAGS, source: false, target: 'may' },
  {
    name: 'bind',
    doc: 'a file or directory of the host',
    options: [...MOUNT_FLAGS, 'rec', 'rbind', 'private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared'],
    source: true,
    target: 'must',
  },
  {
    name: 'overlay',
    doc: 'a writable layer over a directory',
    options: [...MOUNT_FLAGS, 'lowerdir', 'upperdir', 'workdir'],
    source: false,
    target: 'must',
  },
];

const BY_NAME: ReadonlyMap<string, MountKind> = new Map(MOUNT_KINDS.map((each) => [each.name, each]));

/** Where a kind is mounted when nothing is said. */
const USUAL: Readonly<Record<string, string>> = {
  proc: '/proc',
  sysfs: '/sys',
  devpts: '/dev/pts',
  mqueue: '/dev/mqueue',
  cgroup: '/sys/fs/cgroup',
};

export function usualTarget(kind: string): string | undefined {
  return USUAL[kind];
}

/** What `mount standard` mounts; /dev brings pts, shm and mqueue below it. */
export const STANDARD_TARGETS: readonly string[] = ['/proc', '/sys', '/dev'];

export function mountKind(name: string): MountKind | undefined {
  return BY_NAME.get(name);
}
