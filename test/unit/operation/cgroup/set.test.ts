import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeOperation } from '../../../../src/model/operation/operation.ts';
import { describedWrites } from '../../../support/described-groups.ts';
import { aGroupSnapshot, aSeen, type Files, INODE } from '../../../support/group-hosts.ts';

const ENDLESS = '9223372036854771712\n';

const MEMORY = '/sys/fs/cgroup/memory/small/memory';
const BLKIO = '/sys/fs/cgroup/blkio/small/blkio';

/** Group, files with their contents, what a person writes; the lines that are written; what puts them back. */
const WRITES: readonly (readonly [group: string, files: Files, writes: string, lines: string[], undo: string[]])[] = [
  [
    '4:/small',
    { 'memory.limit_in_bytes': ENDLESS },
    'memory.limit_in_bytes=10M',
    [`echo 10485760 > ${MEMORY}.limit_in_bytes`],
    ['memory.limit_in_bytes=-1'],
  ],
  [
    '0:/small',
    { 'memory.max': 'max\n' },
    'memory.max=10M',
    ['echo 10485760 > /sys/fs/cgroup/small/memory.max'],
    ['memory.max=max'],
  ],
  [
    '0:/small',
    { 'cpu.max': 'max 100000\n' },
    'cpu.max=50%',
    ["echo '50000 100000' > /sys/fs/cgroup/small/cpu.max"],
    ['cpu.max=max 100000'],
  ],
  [
    '1:/small',
    { 'cpu.cfs_quota_us': '-1\n', 'cpu.cfs_period_us': '50000\n' },
    'cpu.cfs_quota_us=50%',
    ['echo 25000 > /sys/fs/cgroup/cpu/small/cpu.cfs_quota_us'],
    ['cpu.cfs_quota_us=-1'],
  ],
  [
    '1:/small',
    { 'cpu.cfs_quota_us': '-1\n' },
    'cpu.cfs_quota_us=50ms',
    ['echo 50000 > /sys/fs/cgroup/cpu/small/cpu.cfs_quota_us'],
    ['cpu.cfs_quota_us=-1'],
  ],
  [
    '1:/small',
    { 'cpu.shares': '1024\n' },
    'cpu.shares=512',
    ['echo 512 > /sys/fs/cgroup/cpu/small/cpu.shares'],
    ['cpu.shares=1024'],
  ],
  [
    '7:/small',
    { 'blkio.throttle.read_bps_device': '' },
    'blkio.throttle.read_bps_device=8:0 2M',
    [`echo '8:0 2097152' > ${BLKIO}.throttle.read_bps_device`],
    ['blkio.throttle.read_bps_device=8:0 0'],
  ],
  [
    '7:/small',
    { 'blkio.throttle.read_bps_device': '8:0 4096\n' },
    'blkio.throttle.read_bps_device=/dev/sda 2M',
    [`echo '8:0 2097152' > ${BLKIO}.throttle.read_bps_device`],
    ['blkio.throttle.read_bps_device=8:0 4096'],
  ],
  [
    '0:/small',
    { 'io.max': '8:0 rbps=1 wbps=max riops=max wiops=max\n' },
    'io.max=/dev/sda rbps=2M',
    ["echo '8:0 rbps=2097152' > /sys/fs/cgroup/small/io.max"],
    ['io.max=8:0 rbps=1 wbps=max riops=max wiops=max'],
  ],
  [
    '0:/small',
    { 'io.max': '' },
    'io.max=8:0 rbps=2M',
    ["echo '8:0 rbps=2097152' > /sys/fs/cgroup/small/io.max"],
    ['io.max=8:0 rbps=max wbps=max riops=max wiops=max'],
  ],
  [
    '0:/small',
    { 'io.weight': 'default 100\n8:0 300\n' },
    'io.weight=8:0 200',
    ["echo '8:0 200' > /sys/fs/cgroup/small/io.weight"],
    ['io.weight=8:0 300'],
  ],
  [
    '3:/small',
    { 'cpuset.cpus': '\n' },
    'cpuset.cpus=1',
    ['echo 1 > /sys/fs/cgroup/cpuset/small/cpuset.cpus'],
    ['cpuset.cpus='],
  ],
  [
    '8:/small',
    { 'pids.max': 'max\n' },
    'pids.max=20',
    ['echo 20 > /sys/fs/cgroup/pids/small/pids.max'],
    ['pids.max=max'],
  ],
  [
    '6:/small',
    { 'freezer.state': 'THAWED\n' },
    'freezer.state=FROZEN',
    ['echo FROZEN > /sys/fs/cgroup/freezer/small/freezer.state'],
    ['freezer.state=THAWED'],
  ],
  [
    '9:/small',
    { 'net_cls.classid': '0\n' },
    'net_cls.classid=10:1',
    ['echo 1048577 > /sys/fs/cgroup/net_cls/small/net_cls.classid'],
    ['net_cls.classid=0'],
  ],
  [
    '5:/small',
    { 'devices.deny?': '', 'devices.list': 'a *:* rwm\n' },
    'devices.deny=/dev/null rw',
    ["echo 'c 1:3 rw' > /sys/fs/cgroup/devices/small/devices.deny"],
    ['devices.allow=a'],
  ],
  [
    '5:/small',
    { 'devices.allow?': '', 'devices.list': 'c 1:5 rwm\nb 8:* r\n' },
    'devices.allow=c 1:3 rw',
    ["echo 'c 1:3 rw' > /sys/fs/cgroup/devices/small/devices.allow"],
    ['devices.deny=a', 'devices.allow=c 1:5 rwm', 'devices.allow=b 8:* r'],
  ],
  [
    '4:/small',
    { 'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n' },
    'memory.oom_control=1',
    [`echo 1 > ${MEMORY}.oom_control`],
    ['memory.oom_control=0'],
  ],
  [
    '4:/small',
    { 'memory.limit_in_bytes': ENDLESS, 'memory.memsw.limit_in_bytes': ENDLESS },
    'memory.memsw.limit_in_bytes=20M, memory.limit_in_bytes=10M',
    [`echo 10485760 > ${MEMORY}.limit_in_bytes`, `echo 20971520 > ${MEMORY}.memsw.limit_in_bytes`],
    ['memory.memsw.limit_in_bytes=-1', 'memory.limit_in_bytes=-1'],
  ],
  [
    '4:/small',
    { 'memory.limit_in_bytes': '10485760\n', 'memory.memsw.limit_in_bytes': '10485760\n' },
    'memory.limit_in_bytes=20M, memory.memsw.limit_in_bytes=30M',
    [`echo 31457280 > ${MEMORY}.memsw.limit_in_bytes`, `echo 20971520 > ${MEMORY}.limit_in_bytes`],
    ['memory.limit_in_bytes=10485760', 'memory.memsw.limit_in_bytes=10485760'],
  ],
  [
    '1:/small',
    { 'cpu.cfs_quota_us': '50000\n', 'cpu.cfs_period_us': '100000\n' },
    'cpu.cfs_quota_us=500000, cpu.cfs_period_us=1000000',
    [
      'echo 1000000 > /sys/fs/cgroup/cpu/small/cpu.cfs_period_us',
      'echo 500000 > /sys/fs/cgroup/cpu/small/cpu.cfs_quota_us',
    ],
    ['cpu.cfs_quota_us=50000', 'cpu.cfs_period_us=100000'],
  ],
];

describe('setting files of a group', () => {
  for (const [group, files, writes, lines, undo] of WRITES) {
    it(`${group}: ${writes}`, () => {
      const devices = { '/dev/sda': 'b 8:0', '/dev/null': 'c 1:3' };
      const found = describedWrites(group, writes, { [group]: { files } }, { devices });
      assert.deepEqual([found.refusals, found.lines, found.undo], [[], lines, undo]);
    });
  }

  it('puts values back exactly as the kernel told them', () => {
    const writes = [{ file: 'memory.limit_in_bytes', value: '-1', exact: true }] as const;
    const operation = { kind: 'cgroup.set', group: '4:/small', inode: INODE, writes } as const;
    const seen = aSeen({ '4:/small': { files: { 'memory.limit_in_bytes': '4096\n' } } });
    assert.deepEqual(describeOperation(operation, aGroupSnapshot(['4:/small']), seen).refusals, []);
  });

  it('names the group and the value', () => {
    const found = describedWrites('4:/small', 'memory.limit_in_bytes=10M', {
      '4:/small': { files: { 'memory.limit_in_bytes': '1' } },
    });
    assert.equal(found.title, 'Set memory.limit_in_bytes of /small to 10M');
  });
});
