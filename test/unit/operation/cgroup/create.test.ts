import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CreateGroups } from '../../../../src/model/operation/cgroup/create.ts';
import { groupNameProblem } from '../../../../src/model/operation/cgroup/place.ts';
import type { Operation } from '../../../../src/model/operation/operation.ts';
import { codesOn, describedOn, type GroupHost } from '../../../support/described-groups.ts';
import { INODE } from '../../../support/group-hosts.ts';

function create(group: string, path: string, writes: CreateGroups['groups'][number]['writes'] = []): CreateGroups {
  return { kind: 'cgroup.create', group, inode: INODE, groups: [{ path, writes }] };
}

describe('a new group', () => {
  it('is one directory, and the undo deletes it', () => {
    const found = describedOn(create('4:/', 'small'), { groups: { '4:/': {} } });
    assert.deepEqual(found.lines, ['mkdir /sys/fs/cgroup/memory/small']);
    assert.deepEqual(found.undo, { kind: 'cgroup.delete', group: '4:/small' });
    assert.deepEqual([found.refusals, found.danger], [[], 'none']);
    assert.equal(found.title, 'Create the group small in /sys/fs/cgroup/memory');
  });

  it('can have settings from its first moment, expanded', () => {
    const operation = create('4:/a', 'b', [{ file: 'memory.limit_in_bytes', value: '10M' }]);
    assert.deepEqual(describedOn(operation, { groups: { '4:/a': {} } }).lines, [
      'mkdir /sys/fs/cgroup/memory/a/b',
      'echo 10485760 > /sys/fs/cgroup/memory/a/b/memory.limit_in_bytes',
    ]);
  });

  const ROWS: readonly (readonly [what: string, operation: Operation, host: GroupHost, refusals: string[]])[] = [
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
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codesOn(operation, host), expected));
  }

  it('at the top of what systemd rules over warns', () => {
    const host = { groups: { '0:/': {} }, seen: { systemd: true } };
    assert.equal(describedOn(create('0:/', 'a'), host).danger, 'harm');
    assert.equal(describedOn(create('4:/', 'a'), { ...host, groups: { '4:/': {} } }).danger, 'none');
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
