import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describedWrites } from '../../../support/described-groups.ts';
import { type GroupFacts } from '../../../support/group-hosts.ts';

const ENDLESS = '9223372036854771712\n';

/** What is wrong; group, groups, writes; the beginning of the refusal. */
const REFUSED: readonly (readonly [
  what: string,
  group: string,
  groups: Readonly<Record<string, GroupFacts>>,
  writes: string,
  refusal: RegExp,
])[] = [
  ['a group that is gone', '4:/small', {}, 'memory.limit_in_bytes=1M', /^missing: The group \/small is gone/],
  [
    'another group of that name',
    '4:/small',
    { '4:/small': { inode: 51 } },
    'memory.limit_in_bytes=1M',
    /^changed: \/small is another group of the same name now/,
  ],
  [
    'a hierarchy that is mounted read-only',
    '10:/small',
    { '10:/small': {} },
    'hugetlb.2MB.limit_in_bytes=2M',
    /^denied: .*read-only at \/mnt\/ro.*mount -o remount,rw \/mnt\/ro/,
  ],
  [
    'a unit that is none',
    '0:/s',
    { '0:/s': { files: { 'memory.max': 'max' } } },
    'memory.max=100MB',
    /^invalid: .*Write 100M\./,
  ],
  ['a size with a space', '0:/s', { '0:/s': { files: { 'memory.max': 'max' } } }, 'memory.max=1 GiB', /Write 1G\./],
  [
    'a size in small letters',
    '4:/s',
    { '4:/s': { files: { 'memory.limit_in_bytes': '1' } } },
    'memory.limit_in_bytes=512m',
    /Write 512M\./,
  ],
  [
    'no limit as in v2',
    '4:/s',
    { '4:/s': { files: { 'memory.limit_in_bytes': '1' } } },
    'memory.limit_in_bytes=max',
    /Write -1\./,
  ],
  ['no limit as in v1', '0:/s', { '0:/s': { files: { 'memory.max': '1' } } }, 'memory.max=-1', /Write max\./],
  [
    'a weight out of range',
    '0:/s',
    { '0:/s': { files: { 'cpu.weight': '100' } } },
    'cpu.weight=20000',
    /^invalid: cpu\.weight is at most 10000\. cpu\.weight takes 1 to 10000\./,
  ],
  [
    'shares out of range',
    '1:/s',
    { '1:/s': { files: { 'cpu.shares': '1024' } } },
    'cpu.shares=1',
    /cpu\.shares takes 2 to 262144\./,
  ],
  [
    'a device that there is none',
    '7:/s',
    { '7:/s': { files: { 'blkio.throttle.read_bps_device': '' } } },
    'blkio.throttle.read_bps_device=/dev/null 2M',
    /^invalid: \/dev\/null is no block device/,
  ],
  [
    'a file of the other version',
    '4:/s',
    { '4:/s': {} },
    'memory.max=1M',
    /^invalid: .*not a file of cgroup v1.*memory\.limit_in_bytes/,
  ],
  [
    'a file that nobody knows',
    '0:/s',
    { '0:/s': {} },
    'memory.most=1M',
    /^invalid: The group has no file memory\.most/,
  ],
  ['a path', '0:/s', { '0:/s': {} }, '../memory.max=1M', /^invalid/],
  [
    'a file that only tells',
    '0:/s',
    { '0:/s': { files: { 'memory.current': '1' } } },
    'memory.current=1M',
    /^invalid: .*only tells/,
  ],
  ['pids', '0:/s', { '0:/s': { files: { 'cgroup.procs': '' } } }, 'cgroup.procs=1', /^invalid: .*Move processes/],
  [
    'controllers',
    '0:/s',
    { '0:/s': { files: { 'cgroup.subtree_control': '' } } },
    'cgroup.subtree_control=+io',
    /Enable or disable/,
  ],
  ['the root group', '0:/', { '0:/': {} }, 'memory.max=1M', /^protected: The root group is not limited by memory\.max/],
  [
    'the root group of v1',
    '4:/',
    { '4:/': { files: { 'memory.limit_in_bytes': ENDLESS } } },
    'memory.limit_in_bytes=1M',
    /^protected: The root group is not limited by/,
  ],
  [
    'a controller of another hierarchy',
    '4:/s',
    { '4:/s': {} },
    'cpu.shares=512',
    /^rule: cpu\.shares is a file of the controller cpu, which is not in the hierarchy memory\. .*\/sys\/fs\/cgroup\/cpu/,
  ],
  [
    'a controller that is not enabled',
    '0:/a/b',
    { '0:/a/b': {}, '0:/a': { files: { 'cgroup.subtree_control': 'pids\n' } } },
    'memory.max=1M',
    /^rule: .*echo \+memory > \/sys\/fs\/cgroup\/a\/cgroup\.subtree_control/,
  ],
  [
    'what was not delegated',
    '0:/s',
    { '0:/s': { files: { 'memory.max!': 'max' } } },
    'memory.max=1M',
    /^denied: .*delegated/,
  ],
  [
    'memory and swap below memory',
    '4:/s',
    { '4:/s': { files: { 'memory.limit_in_bytes': '20971520', 'memory.memsw.limit_in_bytes': ENDLESS } } },
    'memory.memsw.limit_in_bytes=10M',
    /^rule: .*Lower memory\.limit_in_bytes in the same change/,
  ],
  [
    'memory above memory and swap',
    '4:/s',
    { '4:/s': { files: { 'memory.limit_in_bytes': '10485760', 'memory.memsw.limit_in_bytes': '10485760' } } },
    'memory.limit_in_bytes=20M',
    /^rule: .*Raise memory\.memsw\.limit_in_bytes in the same change/,
  ],
  [
    'CPUs that the group above has not',
    '3:/a/b',
    { '3:/a/b': { files: { 'cpuset.cpus': '' } }, '3:/a': { files: { 'cpuset.cpus': '0-1\n' } } },
    'cpuset.cpus=1-3',
    /^rule: The group above has no 2, 3 in its cpuset\.cpus\. Choose from 0-1/,
  ],
  [
    'CPUs before the group above has some',
    '3:/a/b',
    { '3:/a/b': { files: { 'cpuset.cpus': '' } }, '3:/a': { files: { 'cpuset.cpus': '\n' } } },
    'cpuset.cpus=1',
    /^rule: .*Set cpuset\.cpus of \/a first/,
  ],
  ['several lines', '0:/s', { '0:/s': { files: { 'memory.max': 'max' } } }, 'memory.max=1\n2', /^invalid/],
];

describe('files of a group are not set for', () => {
  for (const [what, group, groups, writes, refusal] of REFUSED) {
    it(what, () => {
      const { refusals } = describedWrites(group, writes, groups);
      assert.match(refusals[0] ?? '', refusal);
    });
  }

  it('one bad value among good ones: nothing is planned', () => {
    const { lines, refusals } = describedWrites('0:/s', 'pids.max=5, memory.max=100MB', {
      '0:/s': { files: { 'pids.max': 'max', 'memory.max': 'max' } },
    });
    assert.deepEqual([lines, refusals.length], [[], 1]);
  });

  it('a controller that is not enabled: enabling it is offered', () => {
    const { offers } = describedWrites('0:/a/b', 'memory.max=1M', {
      '0:/a/b': {},
      '0:/a': { files: { 'cgroup.subtree_control': '' }, inode: 7 },
    });
    assert.deepEqual(offers, [
      { kind: 'cgroup.controllers', changes: [{ group: '0:/a', inode: 7, enable: ['memory'], disable: [] }] },
    ]);
  });
});
