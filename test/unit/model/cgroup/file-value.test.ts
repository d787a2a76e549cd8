import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileFacts } from '../../../../src/model/cgroup/file-facts.ts';
import { expandValue } from '../../../../src/model/cgroup/file-value.ts';
import { clearing, restoring } from '../../../../src/model/cgroup/restore.ts';

function factsOf(file: string, version: 1 | 2) {
  const known = fileFacts(file, version);
  assert.ok(known, file);
  return known.facts;
}

function expand(file: string, version: 1 | 2, text: string): string {
  const expanded = expandValue(factsOf(file, version), version, text);
  return expanded.ok ? expanded.value : `! ${expanded.error.better ?? ''}`;
}

describe('what is written into a file of v1', () => {
  for (const [file, text, written] of [
    ['memory.limit_in_bytes', '10M', '10485760'],
    ['memory.limit_in_bytes', '-1', '-1'],
    ['memory.limit_in_bytes', 'max', '! -1'],
    ['memory.limit_in_bytes', '100MB', '! 100M'],
    ['memory.limit_in_bytes', '1 GiB', '! 1G'],
    ['memory.limit_in_bytes', '512m', '! 512M'],
    ['memory.limit_in_bytes', '-2', '! '],
    ['memory.memsw.limit_in_bytes', '1G', '1073741824'],
    ['memory.swappiness', '201', '! 200'],
    ['memory.oom_control', 'on', '! 1'],
    ['cpu.cfs_quota_us', '50ms', '50000'],
    ['cpu.cfs_quota_us', '-1', '-1'],
    ['cpu.cfs_period_us', '500', '! 1000'],
    ['cpu.shares', '1', '! 2'],
    ['cpuset.cpus', '0-1,3', '0-1,3'],
    ['cpuset.cpus', '0 1', '! 0-1'],
    ['cpuset.cpus', '', '! '],
    ['pids.max', 'max', 'max'],
    ['pids.max', '-1', '! max'],
    ['pids.max', '5000000', '! 4194304'],
    ['blkio.throttle.read_bps_device', '8:0 2M', '8:0 2097152'],
    ['blkio.throttle.read_bps_device', '/dev/sda 2M', '/dev/sda 2097152'],
    ['blkio.throttle.read_bps_device', '8:0 2MB', '! 8:0 2M'],
    ['blkio.throttle.read_bps_device', '2M', '! '],
    ['blkio.throttle.write_iops_device', '8:0 100', '8:0 100'],
    ['blkio.throttle.write_iops_device', '8:0 1K', '! 8:0 1024'],
    ['blkio.weight', '5', '! 10'],
    ['blkio.weight', '500', '500'],
    ['freezer.state', 'FROZEN', 'FROZEN'],
    ['freezer.state', 'frozen', '! FROZEN'],
    ['devices.allow', 'c 1:3 rwm', 'c 1:3 rwm'],
    ['devices.allow', 'a', 'a'],
    ['devices.deny', 'b *:* m', 'b *:* m'],
    ['devices.deny', '/dev/null rw', '/dev/null rw'],
    ['devices.deny', 'c 1:3', '! '],
    ['devices.deny', 'x 1:3 r', '! '],
    ['net_cls.classid', '0x100001', '1048577'],
    ['net_cls.classid', '10:1', '1048577'],
    ['net_cls.classid', '0x1ffffffff', '! '],
    ['net_prio.ifpriomap', 'eth0 5', 'eth0 5'],
    ['net_prio.ifpriomap', 'eth0', '! '],
    ['hugetlb.2MB.limit_in_bytes', '2M', '2097152'],
    ['hugetlb.2MB.limit_in_bytes', '-1', '-1'],
    ['notify_on_release', '1', '1'],
  ] as const) {
    it(`${file} = ${text}: ${written}`, () => assert.equal(expand(file, 1, text), written));
  }
});

describe('what is written into a file of v2', () => {
  for (const [file, text, written] of [
    ['memory.max', '10M', '10485760'],
    ['memory.max', '512m', '! 512M'],
    ['cpu.max', '50%', '50000 100000'],
    ['cpuset.cpus', '', ''],
    ['cpuset.cpus', ' 0 ', '0'],
    ['io.max', '8:0 rbps=2M', '8:0 rbps=2097152'],
    ['io.max', '8:0 rbps=2MB', '! 8:0 rbps=2M'],
    ['io.weight', '200', 'default 200'],
    ['memory.reclaim', '64M', '67108864'],
    ['memory.reclaim', '64M swappiness=10', '67108864 swappiness=10'],
    ['memory.reclaim', '64M now', '! '],
    ['memory.max', '1\n2', '! '],
  ] as const) {
    it(`${file} = ${text}: ${written}`, () => assert.equal(expand(file, 2, text), written));
  }
});

describe('a file says again what it said', () => {
  for (const [file, version, before, written, expected] of [
    ['memory.max', 2, '4096\n', '1', ['4096']],
    ['memory.limit_in_bytes', 1, '9223372036854771712\n', '1', ['-1']],
    ['memory.limit_in_bytes', 1, '4096\n', '1', ['4096']],
    ['cpuset.cpus.partition', 2, 'root invalid (no CPU)\n', 'member', ['root']],
    ['cgroup.type', 2, 'domain threaded\n', 'threaded', ['domain threaded']],
    ['freezer.state', 1, 'FREEZING\n', 'THAWED', ['FROZEN']],
    ['io.latency', 2, '', '8:0 target=5', ['8:0 target=0']],
    ['io.weight', 2, 'default 100\n', '8:0 5', ['8:0 default']],
    ['io.weight', 2, 'default 50\n', 'default 5', ['default 50']],
    ['misc.max', 2, 'res_a max\n', 'res_a 5', ['res_a max']],
    ['dmem.min', 2, '', 'vram 5', ['vram 0']],
    ['net_prio.ifpriomap', 1, 'lo 0\neth0 3\n', 'eth0 5', ['eth0 3']],
    ['memory.failcnt', 1, '7\n', '0', undefined],
    ['memory.peak', 2, '7\n', '0', undefined],
    ['memory.reclaim', 2, '', '1', undefined],
  ] as const) {
    it(`${file} after ${written}`, () => {
      assert.deepEqual(restoring(factsOf(file, version), version, before, written), expected);
    });
  }
});

describe('a limit is taken away', () => {
  for (const [file, version, content, expected] of [
    ['memory.max', 2, '4096', ['max']],
    ['memory.limit_in_bytes', 1, '4096', ['-1']],
    ['cpu.max', 2, '5 100000', ['max 100000']],
    ['cpu.shares', 1, '5', ['1024']],
    ['pids.max', 1, '5', ['max']],
    ['cpuset.cpus', 2, '0', ['']],
    ['cpuset.cpus', 1, '0', undefined],
    [
      'io.max',
      2,
      '8:0 rbps=1\n9:0 rbps=1',
      ['8:0 rbps=max wbps=max riops=max wiops=max', '9:0 rbps=max wbps=max riops=max wiops=max'],
    ],
    ['io.weight', 2, 'default 5\n8:0 7', ['default 100', '8:0 default']],
    ['blkio.throttle.read_bps_device', 1, '8:0 5', ['8:0 0']],
    ['memory.current', 2, '5', undefined],
  ] as const) {
    it(`${file}: ${expected?.join('; ') ?? 'cannot be'}`, () => {
      assert.deepEqual(clearing(factsOf(file, version), version, content), expected);
    });
  }
});
