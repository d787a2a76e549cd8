import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MoveThreads } from '../../../../src/model/operation/cgroup/move-threads.ts';
import type { ThreadState } from '../../../../src/model/operation/look.ts';
import { lookBefore } from '../../../../src/model/operation/operation.ts';
import { codesOn, describedOn, type GroupHost } from '../../../support/described-groups.ts';
import { aGroupSnapshot, aMember, INODE } from '../../../support/group-hosts.ts';

function move(group: string, ...tids: number[]): MoveThreads {
  const threads = tids.map((tid) => ({ process: '7-100', thread: `${tid}-200` }));
  return { kind: 'cgroup.moveThreads', moves: [{ group, inode: INODE, threads }] };
}

function thread(tid: number, groups: Readonly<Record<number, string>>): ThreadState {
  const cgroups = Object.entries(groups).map(([hierarchy, path]) => ({
    hierarchy: Number(hierarchy),
    controllers: '',
    path,
  }));
  return { tid, pid: 7, comm: 'worker', cgroups };
}

const processes = [aMember(7, ['8:/', '4:/', '3:/', '0:/app'])];
const seen = { threads: { '8-200': thread(8, { 8: '/', 0: '/app' }), '9-200': thread(9, { 8: '/b', 0: '/app/io' }) } };
const type = (content: string) => ({ files: { 'cgroup.type': `${content}\n`, 'cgroup.threads': '' } });
/** A process in /app with a thread in /app/io. */
const subtree = {
  '0:/': {},
  '0:/app': type('domain threaded'),
  '0:/app/io': type('threaded'),
  '0:/app/new': type('domain'),
  '0:/app/new/far': type('domain invalid'),
  '0:/other': type('domain'),
};

describe('moving threads', () => {
  it('is a write for each, and the undo brings each back to where it was', () => {
    const groups = { '8:/': {}, '8:/a': { files: { tasks: '' } }, '8:/b': {} };
    const found = describedOn(move('8:/a', 8, 9), { groups, processes, seen });
    assert.deepEqual(found.lines, ['echo 8 > /sys/fs/cgroup/pids/a/tasks', 'echo 9 > /sys/fs/cgroup/pids/a/tasks']);
    const [first, second] = move('', 8, 9).moves[0]?.threads ?? [];
    assert.deepEqual(found.undo, {
      kind: 'cgroup.moveThreads',
      moves: [
        { group: '8:/', inode: INODE, threads: [first], back: true },
        { group: '8:/b', inode: INODE, threads: [second], back: true },
      ],
    });
    assert.deepEqual([found.title, found.refusals, found.danger], ['Move 2 threads to /a', [], 'none']);
  });

  it('is a write to another file in v2', () => {
    const found = describedOn(move('0:/app/io', 8), { groups: subtree, processes, seen });
    assert.deepEqual(found.lines, ['echo 8 > /sys/fs/cgroup/app/io/cgroup.threads']);
    assert.equal(found.title, 'Move thread 8 of process 7 to /app/io');
  });

  it('looks at the types of the groups above the target, and above the process', () => {
    const looked = lookBefore(move('0:/other', 8), aGroupSnapshot(Object.keys(subtree), processes));
    const types = looked.groups?.filter(({ files }) => files.includes('cgroup.type')).map(({ group }) => group);
    assert.deepEqual(new Set(types), new Set(['0:/', '0:/app', '0:/other']));
  });

  it('offers to make a group threaded that can be', () => {
    const found = describedOn(move('0:/app/new', 8), { groups: subtree, processes, seen });
    assert.match(
      found.refusals[0] ?? '',
      /^rule: \/app\/new is not in the threaded subtree that thread 8 is in\..*echo threaded >/,
    );
    const writes = [{ file: 'cgroup.type', value: 'threaded' }];
    assert.deepEqual(found.offers, [{ kind: 'cgroup.set', group: '0:/app/new', inode: INODE, writes }]);
  });

  it('says where memory is counted', () => {
    const found = describedOn(move('4:/a', 8), { groups: { '4:/a': {} }, processes, seen });
    assert.match(found.warnings.join(), /Memory is counted for a process as a whole/);
    assert.equal(found.danger, 'harm');
  });

  const kernel = [aMember(7, ['0:/'], { ppid: 2, argv: [] })];
  const ROWS: readonly (readonly [what: string, operation: MoveThreads, host: GroupHost, refusals: string[]])[] = [
    ['that has ended', move('8:/a', 10), { groups: { '8:/a': {} }, processes, seen }, ['missing']],
    ['of which one has ended', move('8:/a', 10, 8), { groups: { '8:/a': {} }, processes, seen }, []],
    ['whose process has ended', move('8:/a', 8), { groups: { '8:/a': {} }, seen }, ['missing']],
    ['of the kernel', move('0:/app/io', 8), { groups: subtree, processes: kernel, seen }, ['protected']],
    ['up to the root of the subtree', move('0:/app', 9), { groups: subtree, processes, seen }, []],
    ['out of the subtree', move('0:/other', 8), { groups: subtree, processes, seen }, ['rule']],
    ['out of the subtree, to the root', move('0:/', 8), { groups: subtree, processes, seen }, ['rule']],
    ['to a group that is invalid', move('0:/app/new/far', 8), { groups: subtree, processes, seen }, ['rule']],
    [
      'where this user may not',
      move('8:/a', 8),
      { groups: { '8:/a': { files: { 'tasks!': '' } } }, processes, seen },
      ['denied'],
    ],
    [
      'to a cpuset without CPUs',
      move('3:/a', 8),
      { groups: { '3:/a': { files: { 'cpuset.cpus': '\n', 'cpuset.mems': '0\n' } } }, processes, seen },
      ['rule'],
    ],
    [
      'to a service of systemd',
      move('8:/x.service', 8),
      { groups: { '8:/x.service': {} }, processes, seen: { ...seen, systemd: true } },
      ['owned'],
    ],
  ];
  for (const [what, operation, host, expected] of ROWS) {
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codesOn(operation, host), expected));
  }
});
