import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation/operation.ts';
import { codesOn, describedOn, type GroupHost } from '../../../support/described-groups.ts';
import { aMember, INODE } from '../../../support/group-hosts.ts';

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
      const found = describedOn(kill(group), {
        groups: { [group]: { files }, [`${group}/b`]: {} },
        processes: inside(group),
      });
      assert.deepEqual([found.lines, found.refusals, found.danger, found.undo], [lines, [], 'harm', undefined]);
    });
  }

  const ROWS: readonly (readonly [what: string, operation: Operation, host: GroupHost, refusals: string[]])[] = [
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
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codesOn(operation, host), expected));
  }
});
