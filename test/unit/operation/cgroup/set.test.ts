import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileWrite } from '../../../../src/model/operation/cgroup/check-write.ts';
import type { Seen } from '../../../../src/model/operation/look.ts';
import { describeOperation } from '../../../../src/model/operation/operation.ts';
import { inWords } from '../../../support/described.ts';
import { aGroupSnapshot, aSeen, type Files, type GroupFacts, INODE } from '../../../support/group-hosts.ts';

const ENDLESS = '9223372036854771712\n';

function writesOf(text: string): FileWrite[] {
  return text.split(', ').map((each) => {
    const at = each.indexOf('=');
    return { file: each.slice(0, at), value: each.slice(at + 1) };
  });
}

function described(
  group: string,
  writes: string,
  groups: Readonly<Record<string, GroupFacts>>,
  facts: Partial<Seen> = {},
) {
  const operation = { kind: 'cgroup.set', group, inode: INODE, writes: writesOf(writes) } as const;
  const words = inWords(describeOperation(operation, aGroupSnapshot([group]), aSeen(groups, facts)));
  const undo = words.undo?.kind === 'cgroup.set' ? words.undo.writes : [];
  return { ...words, undo: undo.map(({ file, value }) => `${file}=${value}`) };
}

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
      const found = described(group, writes, { [group]: { files } }, { devices });
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
    const found = described('4:/small', 'memory.limit_in_bytes=10M', {
      '4:/small': { files: { 'memory.limit_in_bytes': '1' } },
    });
    assert.equal(found.title, 'Set memory.limit_in_bytes of /small to 10M');
  });
});

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
      const { refusals } = described(group, writes, groups);
      assert.match(refusals[0] ?? '', refusal);
    });
  }

  it('one bad value among good ones: nothing is planned', () => {
    const { lines, refusals } = described('0:/s', 'pids.max=5, memory.max=100MB', {
      '0:/s': { files: { 'pids.max': 'max', 'memory.max': 'max' } },
    });
    assert.deepEqual([lines, refusals.length], [[], 1]);
  });

  it('a controller that is not enabled: enabling it is offered', () => {
    const { offers } = described('0:/a/b', 'memory.max=1M', {
      '0:/a/b': {},
      '0:/a': { files: { 'cgroup.subtree_control': '' }, inode: 7 },
    });
    assert.deepEqual(offers, [
      { kind: 'cgroup.controllers', changes: [{ group: '0:/a', inode: 7, enable: ['memory'], disable: [] }] },
    ]);
  });
});

describe('groups of systemd', () => {
  const systemd = { systemd: true };
  const max = { files: { 'memory.max': 'max\n', 'cpu.max': 'max 100000\n', 'memory.oom.group': '0\n' } };
  const unit = '0:/system.slice/ssh.service';

  it('are left to systemd, which can do the same', () => {
    const { refusals, offers } = described(unit, 'memory.max=10M, cpu.max=50%', { [unit]: max }, systemd);
    assert.match(
      refusals[0] ?? '',
      /^owned: ssh\.service belongs to systemd.*systemctl set-property --runtime ssh\.service MemoryMax=10485760 CPUQuota=50%/,
    );
    assert.deepEqual(offers, [
      {
        kind: 'cgroup.setProperty',
        unit: 'ssh.service',
        properties: [
          { name: 'MemoryMax', value: '10485760' },
          { name: 'CPUQuota', value: '50%' },
        ],
      },
    ]);
  });

  it('are left to the manager of a user', () => {
    const group = '0:/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope';
    const { refusals } = described(group, 'memory.max=1M', { [group]: max }, systemd);
    assert.match(
      refusals[0] ?? '',
      /systemctl --user --machine=1000@ set-property --runtime x\.scope MemoryMax=1048576/,
    );
  });

  it('are refused without an offer where no property does it', () => {
    assert.deepEqual(described(unit, 'memory.oom.group=1', { [unit]: max }, systemd).offers, []);
  });

  it('say first that a value is wrong', () => {
    assert.match(described(unit, 'memory.max=100MB', { [unit]: max }, systemd).refusals[0] ?? '', /^invalid/);
  });

  const inner = `${unit}/inner`;
  for (const [delegated, group, code] of [
    [true, inner, undefined],
    [false, inner, 'owned'],
    [true, unit, 'owned'],
  ] as const) {
    it(`${group} is ${code ?? 'free'} when the unit was ${delegated ? '' : 'not '}delegated`, () => {
      const groups = { [unit]: { ...max, delegated }, [inner]: max, [group]: { ...max, delegated } };
      const [refusal] = described(group, 'memory.max=1M', groups, systemd).refusals;
      assert.equal(refusal?.split(':')[0], code);
    });
  }

  it('are groups as others where systemd does not run', () => {
    assert.deepEqual(described(unit, 'memory.max=1M', { [unit]: max }).refusals, []);
  });
});

describe('a change that can hurt', () => {
  for (const [what, group, files, writes, warning] of [
    [
      'a limit below what is used',
      '0:/s',
      { 'memory.max': 'max', 'memory.current': '20971520' },
      'memory.max=10M',
      /uses 20M.*kills/,
    ],
    [
      'the root group',
      '5:/',
      { 'devices.deny?': '', 'devices.list': 'a *:* rwm' },
      'devices.deny=c 1:3 r',
      /root of the hierarchy/,
    ],
    [
      'a group of docker',
      `4:/docker/${'a'.repeat(64)}`,
      { 'memory.limit_in_bytes': '1' },
      'memory.limit_in_bytes=2M',
      /may undo it: container aaaaaaaaaaaa \(docker\)/,
    ],
    [
      'what cannot be taken back',
      '4:/s',
      { 'memory.failcnt': '3' },
      'memory.failcnt=0',
      /cannot be taken back: memory\.failcnt/,
    ],
    ['a freeze', '6:/s', { 'freezer.state': 'THAWED' }, 'freezer.state=FROZEN', /stop/],
  ] as const) {
    it(`says so: ${what}`, () => {
      const found = described(group, writes, { [group]: { files } });
      assert.deepEqual(found.refusals, []);
      assert.equal(found.danger, 'harm');
      assert.match(found.warnings.join(' '), warning);
    });
  }

  it('is asked for, others are not', () => {
    const found = described('0:/s', 'memory.max=10M', {
      '0:/s': { files: { 'memory.max': 'max', 'memory.current': '4096' } },
    });
    assert.deepEqual([found.danger, found.warnings], ['none', []]);
  });
});
