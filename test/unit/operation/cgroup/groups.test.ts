import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CreateGroups } from '../../../../src/model/operation/cgroup/create.ts';
import { groupNameProblem } from '../../../../src/model/operation/cgroup/place.ts';
import type { Seen } from '../../../../src/model/operation/look.ts';
import { describeOperation, lookBefore, type Operation } from '../../../../src/model/operation/operation.ts';
import type { Process } from '../../../../src/model/process.ts';
import { inWords } from '../../../support/described.ts';
import { aGroupSnapshot, aMember, aSeen, type GroupFacts, INODE } from '../../../support/group-hosts.ts';

interface Host {
  readonly groups: Readonly<Record<string, GroupFacts>>;
  readonly processes?: readonly Process[];
  readonly seen?: Partial<Seen>;
}

function described(operation: Operation, { groups, processes = [], seen = {} }: Host) {
  return inWords(describeOperation(operation, aGroupSnapshot(Object.keys(groups), processes), aSeen(groups, seen)));
}

function codes(operation: Operation, host: Host): string[] {
  return described(operation, host).refusals.map((each) => each.split(':')[0] ?? '');
}

function create(group: string, path: string, writes: CreateGroups['groups'][number]['writes'] = []): CreateGroups {
  return { kind: 'cgroup.create', group, inode: INODE, groups: [{ path, writes }] };
}

describe('a new group', () => {
  it('is one directory, and the undo deletes it', () => {
    const found = described(create('4:/', 'small'), { groups: { '4:/': {} } });
    assert.deepEqual(found.lines, ['mkdir /sys/fs/cgroup/memory/small']);
    assert.deepEqual(found.undo, { kind: 'cgroup.delete', group: '4:/small' });
    assert.deepEqual([found.refusals, found.danger], [[], 'none']);
    assert.equal(found.title, 'Create the group small in /sys/fs/cgroup/memory');
  });

  it('can have settings from its first moment, expanded', () => {
    const operation = create('4:/a', 'b', [{ file: 'memory.limit_in_bytes', value: '10M' }]);
    assert.deepEqual(described(operation, { groups: { '4:/a': {} } }).lines, [
      'mkdir /sys/fs/cgroup/memory/a/b',
      'echo 10485760 > /sys/fs/cgroup/memory/a/b/memory.limit_in_bytes',
    ]);
  });

  const ROWS: readonly (readonly [what: string, operation: Operation, host: Host, refusals: string[]])[] = [
    ['of a name that is taken', create('4:/', 'a'), { groups: { '4:/': {}, '4:/a': {} } }, ['exists']],
    [
      'with a value that cannot be written',
      create('4:/', 'a', [{ file: 'memory.limit_in_bytes', value: '1 GiB' }]),
      { groups: { '4:/': {} } },
      ['invalid'],
    ],
    ['where this user may not make one', create('0:/a', 'b'), { groups: { '0:/a': { writable: false } } }, ['denied']],
    ['below a group that is gone', create('0:/a', 'b'), { groups: {} }, ['missing']],
    [
      'below a service of systemd',
      create('0:/system.slice/x.service', 'b'),
      { groups: { '0:/system.slice/x.service': {} }, seen: { systemd: true } },
      ['owned'],
    ],
    [
      'below a service that was delegated',
      create('0:/system.slice/x.service', 'b'),
      { groups: { '0:/system.slice/x.service': { delegated: true } }, seen: { systemd: true } },
      [],
    ],
    [
      'below an invalid domain',
      create('0:/a', 'b'),
      { groups: { '0:/a': { files: { 'cgroup.type': 'domain invalid\n' } } } },
      ['rule'],
    ],
  ];
  for (const [what, operation, host, expected] of ROWS) {
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codes(operation, host), expected));
  }

  it('at the top of what systemd rules over warns', () => {
    const host = { groups: { '0:/': {} }, seen: { systemd: true } };
    assert.equal(described(create('0:/', 'a'), host).danger, 'harm');
    assert.equal(described(create('4:/', 'a'), { ...host, groups: { '4:/': {} } }).danger, 'none');
  });

  for (const [name, allowed] of [
    ['small', true],
    ['a b', true],
    ['<b>', true],
    ['é', true],
    ['\udcff', true],
    ['-rf', true],
    ['x'.repeat(255), true],
    ['x'.repeat(256), false],
    ['', false],
    ['..', false],
    ['a/b', false],
    ['a\nb', false],
    ['\x1b[31m', false],
    ['memory.max', false],
    ['cgroup.procs', false],
  ] as const) {
    it(`${allowed ? 'can' : 'cannot'} be called ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.equal(groupNameProblem(name) === undefined, allowed);
    });
  }
});

describe('deleting a group', () => {
  const remove = { kind: 'cgroup.delete', group: '4:/a', inode: INODE } as const;

  it('deletes those below it first, and the undo makes all again with their settings', () => {
    const found = described(remove, {
      groups: {
        '4:/': { inode: 1 },
        '4:/a': { files: { 'memory.limit_in_bytes': '10485760\n', 'memory.swappiness': '60\n' } },
        '4:/a/b': { files: { 'memory.limit_in_bytes': '9223372036854771712\n' }, inode: 51 },
      },
    });
    assert.deepEqual(found.lines, ['rmdir /sys/fs/cgroup/memory/a/b', 'rmdir /sys/fs/cgroup/memory/a']);
    assert.deepEqual(found.undo, {
      kind: 'cgroup.create',
      group: '4:/',
      inode: 1,
      groups: [
        { path: 'a', writes: [{ file: 'memory.limit_in_bytes', value: '10485760', exact: true }], was: INODE },
        { path: 'a/b', writes: [], was: 51 },
      ],
    });
  });

  it('looks at every setting that it puts back', () => {
    const files =
      lookBefore(remove, aGroupSnapshot(['4:/a'])).groups?.find(({ group }) => group === '4:/a')?.files ?? [];
    for (const file of [
      'memory.limit_in_bytes',
      'memory.memsw.limit_in_bytes',
      'cpuset.cpus',
      'cpu.shares',
      'pids.max',
      'blkio.throttle.read_bps_device',
      'devices.list',
      'hugetlb.2MB.limit_in_bytes',
    ]) {
      assert.ok(files.includes(file), file);
    }
    assert.ok(
      files.every((file) => /^[\w.-]+$/.test(file)),
      files.join(),
    );
  });

  it('is put back only as far as it went', () => {
    const undo: CreateGroups = {
      kind: 'cgroup.create',
      group: '4:/',
      inode: INODE,
      groups: [
        { path: 'a', writes: [], was: INODE },
        { path: 'a/b', writes: [], was: 51 },
      ],
    };
    const found = described(undo, { groups: { '4:/': {}, '4:/a': {} } });
    assert.deepEqual([found.refusals, found.lines], [[], ['mkdir /sys/fs/cgroup/memory/a/b']]);
    assert.deepEqual(codes(undo, { groups: { '4:/': {}, '4:/a': { inode: 99 } } }), ['exists']);
  });

  const ROWS: readonly (readonly [what: string, operation: Operation, host: Host, refusals: string[]])[] = [
    [
      'with a process in it',
      remove,
      { groups: { '4:/': {}, '4:/a': {} }, processes: [aMember(7, ['4:/a'])] },
      ['in-use'],
    ],
    [
      'with a process below it',
      remove,
      { groups: { '4:/': {}, '4:/a': {}, '4:/a/b': {} }, processes: [aMember(7, ['4:/a/b'])] },
      ['in-use'],
    ],
    [
      'with a process in another of that path',
      remove,
      { groups: { '4:/': {}, '4:/a': {} }, processes: [aMember(7, ['3:/a'])] },
      [],
    ],
    [
      'with a process that is in one beside it',
      remove,
      { groups: { '4:/': {}, '4:/a': {}, '4:/ab': {} }, processes: [aMember(7, ['4:/ab'])] },
      [],
    ],
    ['that is another one now', { ...remove, inode: 3 }, { groups: { '4:/a': {} } }, ['changed']],
    ['that is the root', { ...remove, group: '4:/' }, { groups: { '4:/': {} } }, ['protected']],
    [
      'of systemd',
      { ...remove, group: '0:/a.slice' },
      { groups: { '0:/': {}, '0:/a.slice': {} }, seen: { systemd: true } },
      ['owned'],
    ],
    ['where this user may not', remove, { groups: { '4:/': { writable: false }, '4:/a': {} } }, ['denied']],
  ];
  for (const [what, operation, host, expected] of ROWS) {
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codes(operation, host), expected));
  }
});

describe('moving processes', () => {
  const move = (group: string, ...processes: string[]): Operation => ({
    kind: 'cgroup.move',
    moves: [{ group, inode: INODE, processes }],
  });
  const both = [aMember(7, ['4:/', '3:/', '0:/']), aMember(8, ['4:/b', '3:/', '0:/'])];

  it('is a write for each, and the undo brings each back', () => {
    const found = described(move('4:/a', '7-100', '8-100'), {
      groups: { '4:/a': { files: { 'cgroup.procs': '' } }, '4:/b': {} },
      processes: both,
    });
    assert.deepEqual(found.lines, [
      'echo 7 > /sys/fs/cgroup/memory/a/cgroup.procs',
      'echo 8 > /sys/fs/cgroup/memory/a/cgroup.procs',
    ]);
    assert.deepEqual(found.undo, {
      kind: 'cgroup.move',
      moves: [
        { group: '4:/', inode: INODE, processes: ['7-100'], back: true },
        { group: '4:/b', inode: INODE, processes: ['8-100'], back: true },
      ],
    });
    assert.equal(found.title, 'Move 2 processes to /a');
  });

  const sets = (cpus: string, mems: string) => ({ files: { 'cpuset.cpus': cpus, 'cpuset.mems': mems } });
  const ROWS: readonly (readonly [what: string, operation: Operation, host: Host, refusals: string[]])[] = [
    ['that has ended', move('4:/a', '9-100'), { groups: { '4:/a': {} }, processes: both }, ['missing']],
    ['of which one has ended', move('4:/a', '9-100', '7-100'), { groups: { '4:/a': {} }, processes: both }, []],
    [
      'whose pid is another process now',
      move('4:/a', '7-99'),
      { groups: { '4:/a': {} }, processes: both },
      ['changed'],
    ],
    [
      'that only its parent remembers',
      move('4:/a', '9-100'),
      { groups: { '4:/a': {} }, processes: [aMember(9, ['4:/'], { state: 'zombie' })] },
      ['missing'],
    ],
    [
      'the first of the host',
      move('4:/a', '1-100'),
      { groups: { '4:/a': {} }, processes: [aMember(1, ['4:/'])] },
      ['protected'],
    ],
    [
      'a thread of the kernel, in v2',
      move('0:/a', '9-100'),
      { groups: { '0:/a': {} }, processes: [aMember(9, ['0:/'], { ppid: 2, argv: [] })] },
      ['protected'],
    ],
    [
      'into a cpuset without CPUs',
      move('3:/a', '7-100'),
      { groups: { '3:/a': sets('\n', '0\n') }, processes: both },
      ['rule'],
    ],
    [
      'into a cpuset with all it needs',
      move('3:/a', '7-100'),
      { groups: { '3:/a': sets('1\n', '0\n') }, processes: both },
      [],
    ],
    [
      'into a group of v2 that hands controllers on',
      move('0:/a', '7-100'),
      { groups: { '0:/a': { files: { 'cgroup.subtree_control': 'memory\n' } } }, processes: both },
      ['rule'],
    ],
    [
      'into the root of v2, which may',
      move('0:/', '7-100'),
      { groups: { '0:/': { files: { 'cgroup.subtree_control': 'memory\n' } } }, processes: both },
      [],
    ],
    ['into a group that is gone', move('4:/a', '7-100'), { groups: {}, processes: both }, ['missing']],
    [
      'into one that was not delegated',
      move('0:/a', '7-100'),
      { groups: { '0:/a': { files: { 'cgroup.procs!': '' } } }, processes: both },
      ['denied'],
    ],
    [
      'into a service of systemd',
      move('0:/x.service', '7-100'),
      { groups: { '0:/x.service': {} }, processes: both, seen: { systemd: true } },
      ['owned'],
    ],
    [
      'back into the service of systemd that they came from',
      { kind: 'cgroup.move', moves: [{ group: '0:/x.service', inode: INODE, processes: ['7-100'], back: true }] },
      { groups: { '0:/x.service': {} }, processes: both, seen: { systemd: true } },
      [],
    ],
  ];
  for (const [what, operation, host, expected] of ROWS) {
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codes(operation, host), expected));
  }

  it('says which writes make room in a group that hands controllers on, and offers them', () => {
    const found = described(move('0:/a', '7-100'), {
      groups: { '0:/a': { files: { 'cgroup.subtree_control': 'memory pids\n' } } },
      processes: both,
    });
    assert.match(found.refusals[0] ?? '', /echo '-memory -pids' > \/sys\/fs\/cgroup\/a\/cgroup\.subtree_control/);
    assert.deepEqual(found.offers, [
      {
        kind: 'cgroup.controllers',
        changes: [{ group: '0:/a', inode: INODE, enable: [], disable: ['memory', 'pids'] }],
      },
    ]);
  });

  it('says which writes an empty cpuset needs', () => {
    const [refusal] = described(move('3:/a', '7-100'), { groups: { '3:/a': sets('', '') }, processes: both }).refusals;
    assert.match(
      refusal ?? '',
      /echo 0 > \/sys\/fs\/cgroup\/cpuset\/a\/cpuset\.cpus; echo 0 > \/sys\/fs\/cgroup\/cpuset\/a\/cpuset\.mems/,
    );
  });

  it('warns of a frozen group, of Isolens itself, and of a service that loses a process', () => {
    const processes = [aMember(30, ['0:/system.slice/x.service'], { ppid: 20 }), aMember(20, ['0:/'], { ppid: 1 })];
    const found = described(move('0:/a', '30-100', '20-100'), {
      groups: { '0:/a': { files: { 'cgroup.freeze': '1\n' } } },
      processes,
      seen: { agent: 30, systemd: true },
    });
    assert.deepEqual(found.warnings, [
      'The group is frozen: what is moved there stops.',
      'Process 30 (sh) runs Isolens itself.',
      'Process 20 (sh) runs Isolens itself.',
      'systemd loses track of a process of x.service.',
    ]);
    assert.equal(found.danger, 'harm');
  });
});

describe('freezing a group', () => {
  const freeze = (group: string, frozen = true): Operation => ({ kind: 'cgroup.freeze', group, inode: INODE, frozen });

  for (const [group, files, frozen, line, back] of [
    ['0:/a', { 'cgroup.freeze': '0\n' }, true, 'echo 1 > /sys/fs/cgroup/a/cgroup.freeze', false],
    ['0:/a', { 'cgroup.freeze': '1\n' }, false, 'echo 0 > /sys/fs/cgroup/a/cgroup.freeze', true],
    ['0:/a', { 'cgroup.freeze': '1\n' }, true, 'echo 1 > /sys/fs/cgroup/a/cgroup.freeze', undefined],
    ['6:/a', { 'freezer.state': 'THAWED\n' }, true, 'echo FROZEN > /sys/fs/cgroup/freezer/a/freezer.state', false],
    ['6:/a', { 'freezer.state': 'FREEZING\n' }, false, 'echo THAWED > /sys/fs/cgroup/freezer/a/freezer.state', true],
  ] as const) {
    it(`${group} ${JSON.stringify(files)}: ${line}`, () => {
      const found = described(freeze(group, frozen), { groups: { [group]: { files } } });
      assert.deepEqual([found.lines, found.refusals], [[line], []]);
      assert.equal(found.undo?.kind === 'cgroup.freeze' ? found.undo.frozen : undefined, back);
    });
  }

  const thawed = { files: { 'cgroup.freeze': '0' } };
  const ROWS: readonly (readonly [what: string, operation: Operation, host: Host, refusals: string[]])[] = [
    ['the root', freeze('0:/'), { groups: { '0:/': {} } }, ['protected']],
    ['a group of memory in v1', freeze('4:/a'), { groups: { '4:/a': {} } }, ['rule']],
    ['on a kernel without it', freeze('0:/a'), { groups: { '0:/a': {} } }, ['rule']],
    [
      'that was not delegated',
      freeze('0:/a'),
      { groups: { '0:/a': { files: { 'cgroup.freeze!': '0' } } } },
      ['denied'],
    ],
    ['of systemd', freeze('0:/a.slice'), { groups: { '0:/a.slice': thawed }, seen: { systemd: true } }, ['owned']],
    [
      'that Isolens is in',
      freeze('0:/a'),
      { groups: { '0:/a': thawed, '0:/a/b': {} }, processes: [aMember(30, ['0:/a/b'])], seen: { agent: 30 } },
      ['protected'],
    ],
    [
      'that what started Isolens is in',
      freeze('0:/a'),
      {
        groups: { '0:/a': thawed },
        processes: [aMember(30, ['0:/'], { ppid: 20 }), aMember(20, ['0:/a'])],
        seen: { agent: 30 },
      },
      ['protected'],
    ],
    [
      'that Isolens is in, when it is thawed',
      freeze('0:/a', false),
      { groups: { '0:/a': thawed }, processes: [aMember(30, ['0:/a'])], seen: { agent: 30 } },
      [],
    ],
    [
      'thawed while the one above is frozen',
      freeze('6:/a', false),
      { groups: { '6:/a': { files: { 'freezer.state': 'FROZEN', 'freezer.parent_freezing': '1\n' } } } },
      ['rule'],
    ],
  ];
  for (const [what, operation, host, expected] of ROWS) {
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codes(operation, host), expected));
  }
});

describe('killing a group', () => {
  const kill = (group: string): Operation => ({ kind: 'cgroup.kill', group, inode: INODE });
  const inside = (group: string) => [aMember(7, [group]), aMember(8, [`${group}/b`])];

  for (const [what, group, files, lines] of [
    ['at once where the kernel can', '0:/a', { 'cgroup.kill?': '' }, ['echo 1 > /sys/fs/cgroup/a/cgroup.kill']],
    [
      'frozen meanwhile, in v1',
      '6:/a',
      { 'freezer.state': 'THAWED' },
      [
        'echo FROZEN > /sys/fs/cgroup/freezer/a/freezer.state',
        'kill -s KILL -- 7 8',
        'echo THAWED > /sys/fs/cgroup/freezer/a/freezer.state',
      ],
    ],
    ['one after the other, in v1 without a freezer', '4:/a', {}, ['kill -s KILL -- 7 8']],
  ] as const) {
    it(`does it ${what}`, () => {
      const found = described(kill(group), {
        groups: { [group]: { files }, [`${group}/b`]: {} },
        processes: inside(group),
      });
      assert.deepEqual([found.lines, found.refusals, found.danger, found.undo], [lines, [], 'harm', undefined]);
    });
  }

  const ROWS: readonly (readonly [what: string, operation: Operation, host: Host, refusals: string[]])[] = [
    ['the root', kill('4:/'), { groups: { '4:/': {} }, processes: [aMember(7, ['4:/'])] }, ['protected']],
    ['an empty one', kill('4:/a'), { groups: { '4:/a': {} } }, ['missing']],
    [
      'that Isolens is in',
      kill('4:/a'),
      { groups: { '4:/a': {} }, processes: [aMember(30, ['4:/a'])], seen: { agent: 30 } },
      ['protected'],
    ],
    [
      'of systemd',
      kill('0:/a.slice'),
      { groups: { '0:/a.slice': {} }, processes: inside('0:/a.slice'), seen: { systemd: true } },
      ['owned'],
    ],
  ];
  for (const [what, operation, host, expected] of ROWS) {
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codes(operation, host), expected));
  }
});

describe('enabling controllers', () => {
  const enable = (group: string, ...names: string[]): Operation => ({
    kind: 'cgroup.controllers',
    changes: [{ group, inode: INODE, enable: names, disable: [] }],
  });
  const disable = (group: string, ...names: string[]): Operation => ({
    kind: 'cgroup.controllers',
    changes: [{ group, inode: INODE, enable: [], disable: names }],
  });
  const handing = (words: string, facts: GroupFacts = {}) => ({ ...facts, files: { 'cgroup.subtree_control': words } });

  it('does it in the groups above, too, and the undo takes back only what changed', () => {
    const found = described(enable('0:/a/b', 'memory', 'pids'), {
      groups: { '0:/': handing('pids\n'), '0:/a': handing(''), '0:/a/b': handing('') },
    });
    assert.deepEqual(found.lines, [
      'echo +memory > /sys/fs/cgroup/cgroup.subtree_control',
      "echo '+memory +pids' > /sys/fs/cgroup/a/cgroup.subtree_control",
      "echo '+memory +pids' > /sys/fs/cgroup/a/b/cgroup.subtree_control",
    ]);
    const back = found.undo?.kind === 'cgroup.controllers' ? found.undo.changes : [];
    assert.deepEqual(
      back.map((each) => [each.group, each.enable, each.disable]),
      [
        ['0:/a/b', [], ['memory', 'pids']],
        ['0:/a', [], ['memory', 'pids']],
        ['0:/', [], ['memory']],
      ],
    );
  });

  const root = { '0:/': handing('memory cpu pids io') };
  const ROWS: readonly (readonly [what: string, operation: Operation, host: Host, refusals: string[]])[] = [
    [
      'of a domain, with a process in the group',
      enable('0:/a', 'memory'),
      { groups: { ...root, '0:/a': handing('') }, processes: [aMember(7, ['0:/a'])] },
      ['rule'],
    ],
    [
      'for threads, with a process in the group',
      enable('0:/a', 'cpu'),
      { groups: { ...root, '0:/a': handing('') }, processes: [aMember(7, ['0:/a'])] },
      [],
    ],
    ['with a process in the root', enable('0:/', 'cpuset'), { groups: root, processes: [aMember(7, ['0:/'])] }, []],
    [
      'with a process in the group above',
      enable('0:/a/b', 'memory'),
      { groups: { ...root, '0:/a': handing(''), '0:/a/b': handing('') }, processes: [aMember(7, ['0:/a'])] },
      ['rule'],
    ],
    ['that v1 has', enable('0:/a', 'freezer'), { groups: { ...root, '0:/a': handing('') } }, ['rule']],
    ['that there are none', enable('0:/a', 'magic'), { groups: { ...root, '0:/a': handing('') } }, ['invalid']],
    ['in v1', enable('4:/a', 'memory'), { groups: { '4:/a': {} } }, ['rule']],
    [
      'that a group below hands on, no longer',
      disable('0:/a', 'memory'),
      { groups: { ...root, '0:/a': handing('memory'), '0:/a/b': handing('memory') } },
      ['rule'],
    ],
    [
      'no longer',
      disable('0:/a', 'memory'),
      { groups: { ...root, '0:/a': handing('memory'), '0:/a/b': handing('') } },
      [],
    ],
    [
      'in a slice',
      enable('0:/a.slice', 'memory'),
      { groups: { ...root, '0:/a.slice': handing('') }, seen: { systemd: true } },
      ['owned'],
    ],
  ];
  for (const [what, operation, host, expected] of ROWS) {
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codes(operation, host), expected));
  }

  it('warns when groups lose their limits', () => {
    const found = described(disable('0:/a', 'memory'), {
      groups: { ...root, '0:/a': handing('memory'), '0:/a/b': handing('') },
    });
    assert.deepEqual(
      [found.danger, found.warnings],
      ['harm', ['The groups in it lose what memory limits and counts.']],
    );
  });
});
