import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation/operation.ts';
import { codesOn, describedOn, type GroupHost } from '../../../support/described-groups.ts';
import { aMember, INODE } from '../../../support/group-hosts.ts';

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
      const found = describedOn(freeze(group, frozen), { groups: { [group]: { files } } });
      assert.deepEqual([found.lines, found.refusals], [[line], []]);
      assert.equal(found.undo?.kind === 'cgroup.freeze' ? found.undo.frozen : undefined, back);
    });
  }

  const thawed = { files: { 'cgroup.freeze': '0' } };
  const ROWS: readonly (readonly [what: string, operation: Operation, host: GroupHost, refusals: string[]])[] = [
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
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codesOn(operation, host), expected));
  }
});
