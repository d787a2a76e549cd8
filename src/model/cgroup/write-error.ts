import { type Message, message } from '../../base/message.ts';

/** A write that the kernel refused. */
export interface FailedWrite {
  /** Name of the file, or `mkdir`, `rmdir`. */
  readonly file: string;
  readonly value: string;
  readonly version: 1 | 2;
  /** `EBUSY`. */
  readonly errno: string;
}

/** Which rule was broken, and what to do. */
export interface BrokenRule {
  readonly rule: Message;
  readonly remedy: Message;
}

/** What an errno means for a write, as the code of the kernel says it (kernel/cgroup, mm/memcontrol-v1.c, block/blk-throttle.c). */
export function brokenRule(write: FailedWrite): BrokenRule {
  return (
    RULES.find(({ errno, file, version }) => {
      const fits = typeof file === 'string' ? file === write.file : file.test(write.file);
      return errno === write.errno && fits && (version === undefined || version === write.version);
    })?.say(write) ?? {
      rule: message('The kernel answered {0}.', write.errno),
      remedy: message('Nothing was changed.'),
    }
  );
}

interface Rule {
  readonly errno: string;
  readonly file: string | RegExp;
  readonly version?: 1 | 2;
  readonly say: (write: FailedWrite) => BrokenRule;
}

function says(rule: Message, remedy: Message): () => BrokenRule {
  return () => ({ rule, remedy });
}

const ANY = /./;

/** The first that fits. */
const RULES: readonly Rule[] = [
  {
    errno: 'EBUSY',
    file: 'memory.limit_in_bytes',
    say: says(
      message('The group uses more than that, and the kernel could not free enough.'),
      message('Choose a higher limit, or end processes in it first.'),
    ),
  },
  {
    errno: 'EBUSY',
    file: /^(?:memory\.memsw|hugetlb\..*)\.limit_in_bytes$/,
    say: says(
      message('The group uses more than that.'),
      message('Choose a higher limit, or end processes in it first.'),
    ),
  },
  {
    errno: 'EBUSY',
    file: 'cgroup.subtree_control',
    say: says(
      message('Processes are in the group itself, or groups below it hand the controller on.'),
      message('Move its processes into a group below it, and switch the controller off there first.'),
    ),
  },
  {
    errno: 'EBUSY',
    file: 'cgroup.procs',
    version: 2,
    say: says(
      message('The group hands controllers on to the groups below it: it must not have processes itself.'),
      message('Move them into a group below it, or switch the controllers off in its cgroup.subtree_control.'),
    ),
  },
  {
    errno: 'EBUSY',
    file: 'rmdir',
    say: says(
      message('A process or another group is still in it.'),
      message('Move or end what is in it, then try again.'),
    ),
  },
  {
    errno: 'EBUSY',
    file: /^cpuset\./,
    say: says(
      message('Groups below it or beside it use these CPUs or memory nodes.'),
      message('Change those groups first.'),
    ),
  },
  {
    errno: 'EACCES',
    file: /^cpuset\.(?:cpus|mems)$/,
    version: 1,
    say: says(
      message('In v1 a group may have only CPUs and memory nodes of the group above it.'),
      message('Choose some of those of the group above, or give it more first.'),
    ),
  },
  {
    errno: 'ENOSPC',
    file: /^(?:cgroup\.procs|tasks)$/,
    say: says(
      message('In v1 a group of cpuset takes no process before it has CPUs and memory nodes.'),
      message('Set cpuset.cpus and cpuset.mems of it first.'),
    ),
  },
  {
    errno: 'ENOSPC',
    file: /^cpuset\./,
    say: says(
      message('Processes are in the group: it must keep a CPU and a memory node.'),
      message('Move its processes elsewhere first.'),
    ),
  },
  {
    errno: 'ERANGE',
    file: /^cpuset\./,
    say: says(message('This host has no such CPU or memory node.'), message('Choose some that it has.')),
  },
  {
    errno: 'EINVAL',
    file: /^memory\.(?:memsw\.)?limit_in_bytes$/,
    say: says(
      message('memory.memsw.limit_in_bytes counts memory and swap: it is never below memory.limit_in_bytes.'),
      message('Set both in one change.'),
    ),
  },
  {
    errno: 'EINVAL',
    file: /^cpuset\./,
    say: says(
      message('These CPUs or memory nodes are exclusive to a group beside it, or they are none of this host.'),
      message('Choose others, or take cpuset.cpu_exclusive away there.'),
    ),
  },
  {
    errno: 'EINVAL',
    file: /^cpu\.cfs_/,
    say: says(
      message(
        'In v1 a group has no larger share than the group above, a period of 1 ms to 1 s, a quota of at least 1 ms.',
      ),
      message('Choose a smaller share, or raise that of the group above first.'),
    ),
  },
  {
    errno: 'EINVAL',
    file: 'cgroup.procs',
    say: says(
      message('This process cannot be moved: a kernel thread, or one with a real-time share that the group has not.'),
      message('Choose another process.'),
    ),
  },
  {
    errno: 'EOPNOTSUPP',
    file: /^cgroup\.(?:procs|subtree_control)$/,
    say: says(
      message('The group is part of a threaded subtree, or invalid because of one (cgroup.type).'),
      message('Choose a group that is a normal domain.'),
    ),
  },
  {
    errno: 'EOPNOTSUPP',
    file: ANY,
    say: says(message('This kernel does not do that any more.'), message('Use another file for it.')),
  },
  {
    errno: 'ENOENT',
    file: 'cgroup.subtree_control',
    say: says(
      message('The group above does not hand this controller on.'),
      message('Enable it in the groups above first.'),
    ),
  },
  {
    errno: 'ENODEV',
    file: /^(?:blkio|io)\./,
    say: says(
      message('There is no such block device, or it is a partition.'),
      message('Name a whole disk, as lsblk(8) lists them.'),
    ),
  },
  {
    errno: 'EAGAIN',
    file: 'memory.reclaim',
    say: says(message('The kernel could free only a part of that.'), message('Ask for less, or try again later.')),
  },
  {
    errno: 'EAGAIN',
    file: 'mkdir',
    say: says(
      message('cgroup.max.descendants or cgroup.max.depth of a group above allows no more groups.'),
      message('Raise it, or delete groups that are not used.'),
    ),
  },
  {
    errno: 'EACCES',
    file: 'cgroup.procs',
    version: 2,
    say: says(
      message('Moving a process needs the right to write to cgroup.procs of both groups and of the one above both.'),
      message('Move it within what was delegated to you, or as root.'),
    ),
  },
  {
    errno: 'EPERM',
    file: /^devices\./,
    say: says(
      message('A group allows only devices that the group above it allows.'),
      message('Allow it in the group above first, as root.'),
    ),
  },
  {
    errno: 'EROFS',
    file: ANY,
    say: says(
      message('The hierarchy is mounted read-only.'),
      message('Remount it for writing, as root: mount -o remount,rw on its mount point.'),
    ),
  },
  { errno: 'EACCES', file: ANY, say: denied },
  { errno: 'EPERM', file: ANY, say: denied },
  {
    errno: 'ESRCH',
    file: ANY,
    say: says(message('The process has ended.'), message('Nothing is left to do.')),
  },
  { errno: 'ENODEV', file: ANY, say: gone },
  { errno: 'ENOENT', file: ANY, say: gone },
  { errno: 'ERANGE', file: ANY, say: notTaken },
  { errno: 'EINVAL', file: ANY, say: notTaken },
];

function denied(): BrokenRule {
  return {
    rule: message('This user may not change the group: it was not delegated.'),
    remedy: message('Do it as root, or have root hand the group over (chown of the directory and its cgroup.* files).'),
  };
}

function gone(): BrokenRule {
  return { rule: message('The group is gone.'), remedy: message('Refresh the view.') };
}

function notTaken({ value }: FailedWrite): BrokenRule {
  return {
    rule: message('The kernel does not take “{0}” here.', value),
    remedy: message('Look at what the file takes, and write that.'),
  };
}
