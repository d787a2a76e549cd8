import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation/operation.ts';
import { codesOn, describedOn, type GroupHost } from '../../../support/described-groups.ts';
import { aMember, INODE } from '../../../support/group-hosts.ts';

describe('moving processes', () => {
  const move = (group: string, ...processes: string[]): Operation => ({
    kind: 'cgroup.move',
    moves: [{ group, inode: INODE, processes }],
  });
  const both = [aMember(7, ['4:/', '3:/', '0:/']), aMember(8, ['4:/b', '3:/', '0:/'])];

  it('is a write for each, and the undo brings each back', () => {
    const found = describedOn(move('4:/a', '7-100', '8-100'), {
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
  const ROWS: readonly (readonly [what: string, operation: Operation, host: GroupHost, refusals: string[]])[] = [
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
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codesOn(operation, host), expected));
  }

  it('says which writes make room in a group that hands controllers on, and offers them', () => {
    const found = describedOn(move('0:/a', '7-100'), {
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
    const [refusal] = describedOn(move('3:/a', '7-100'), {
      groups: { '3:/a': sets('', '') },
      processes: both,
    }).refusals;
    assert.match(
      refusal ?? '',
      /echo 0 > \/sys\/fs\/cgroup\/cpuset\/a\/cpuset\.cpus; echo 0 > \/sys\/fs\/cgroup\/cpuset\/a\/cpuset\.mems/,
    );
  });

  it('warns of a frozen group, of Isolens itself, and of a service that loses a process', () => {
    const processes = [aMember(30, ['0:/system.slice/x.service'], { ppid: 20 }), aMember(20, ['0:/'], { ppid: 1 })];
    const found = describedOn(move('0:/a', '30-100', '20-100'), {
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
