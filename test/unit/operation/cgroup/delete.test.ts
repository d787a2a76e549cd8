import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CreateGroups } from '../../../../src/model/operation/cgroup/create.ts';
import { lookBefore, type Operation } from '../../../../src/model/operation/operation.ts';
import { codesOn, describedOn, type GroupHost } from '../../../support/described-groups.ts';
import { aGroupSnapshot, aMember, INODE } from '../../../support/group-hosts.ts';

describe('deleting a group', () => {
  const remove = { kind: 'cgroup.delete', group: '4:/a', inode: INODE } as const;

  it('deletes those below it first, and the undo makes all again with their settings', () => {
    const found = describedOn(remove, {
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
    const found = describedOn(undo, { groups: { '4:/': {}, '4:/a': {} } });
    assert.deepEqual([found.refusals, found.lines], [[], ['mkdir /sys/fs/cgroup/memory/a/b']]);
    assert.deepEqual(codesOn(undo, { groups: { '4:/': {}, '4:/a': { inode: 99 } } }), ['exists']);
  });

  const ROWS: readonly (readonly [what: string, operation: Operation, host: GroupHost, refusals: string[]])[] = [
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
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codesOn(operation, host), expected));
  }
});
