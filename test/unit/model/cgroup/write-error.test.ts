import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../../src/base/message.ts';
import { brokenRule } from '../../../../src/model/cgroup/write-error.ts';

/** errno, file and version of a write that failed; the rule that was broken, what to do. */
const ROWS: readonly (readonly [errno: string, file: string, version: 1 | 2, rule: RegExp, remedy: RegExp])[] = [
  ['EBUSY', 'memory.limit_in_bytes', 1, /uses more than that/, /higher limit/],
  ['EBUSY', 'hugetlb.2MB.limit_in_bytes', 1, /uses more than that/, /higher limit/],
  ['EINVAL', 'memory.memsw.limit_in_bytes', 1, /never below memory\.limit_in_bytes/, /in one change/],
  ['EBUSY', 'cgroup.subtree_control', 2, /Processes are in the group itself/, /Move its processes/],
  ['ENOENT', 'cgroup.subtree_control', 2, /does not hand this controller on/, /groups above/],
  ['EBUSY', 'cgroup.procs', 2, /must not have processes itself/, /below it/],
  ['EOPNOTSUPP', 'cgroup.procs', 2, /threaded/, /normal domain/],
  ['ENOSPC', 'cgroup.procs', 1, /CPUs and memory nodes/, /cpuset\.cpus and cpuset\.mems/],
  ['ENOSPC', 'cpuset.cpus', 1, /must keep a CPU/, /Move its processes/],
  ['EACCES', 'cpuset.cpus', 1, /only CPUs and memory nodes of the group above/, /give it more/],
  ['EACCES', 'cpuset.cpus', 2, /not delegated/, /root/],
  ['ERANGE', 'cpuset.cpus', 2, /no such CPU/, /that it has/],
  ['EINVAL', 'cpu.cfs_quota_us', 1, /larger share/, /smaller share/],
  ['ENODEV', 'blkio.throttle.read_bps_device', 1, /no such block device/, /whole disk/],
  ['ENODEV', 'io.max', 2, /no such block device/, /whole disk/],
  ['ENODEV', 'memory.max', 2, /is gone/, /Refresh/],
  ['ENOENT', 'memory.max', 2, /is gone/, /Refresh/],
  ['EROFS', 'memory.max', 2, /read-only/, /remount/],
  ['EPERM', 'devices.allow', 1, /group above it allows/, /Allow it/],
  ['EPERM', 'memory.max', 2, /not delegated/, /root/],
  ['EAGAIN', 'mkdir', 2, /cgroup\.max/, /Raise it/],
  ['EAGAIN', 'memory.reclaim', 2, /only a part/, /less/],
  ['EBUSY', 'rmdir', 2, /still in it/, /Move or end/],
  ['ESRCH', 'cgroup.procs', 2, /has ended/, /Nothing/],
  ['EINVAL', 'memory.max', 2, /does not take “x”/, /what the file takes/],
  ['EIO', 'memory.max', 2, /answered EIO/, /Nothing was changed/],
];

describe('a write that the kernel refused', () => {
  for (const [errno, file, version, rule, remedy] of ROWS) {
    it(`with ${errno} to ${file} of v${version} says which rule was broken, and what to do`, () => {
      const broken = brokenRule({ errno, file, version, value: 'x' });
      assert.match(formatMessage(broken.rule), rule);
      assert.match(formatMessage(broken.remedy), remedy);
    });
  }
});
