import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation/operation.ts';
import { codesOn, describedOn, type GroupHost } from '../../../support/described-groups.ts';
import { aMember, type GroupFacts, INODE } from '../../../support/group-hosts.ts';

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
    const found = describedOn(enable('0:/a/b', 'memory', 'pids'), {
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
  const ROWS: readonly (readonly [what: string, operation: Operation, host: GroupHost, refusals: string[]])[] = [
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
    it(`${what}: ${expected.join() || 'allowed'}`, () => assert.deepEqual(codesOn(operation, host), expected));
  }

  it('warns when groups lose their limits', () => {
    const found = describedOn(disable('0:/a', 'memory'), {
      groups: { ...root, '0:/a': handing('memory'), '0:/a/b': handing('') },
    });
    assert.deepEqual(
      [found.danger, found.warnings],
      ['harm', ['The groups in it lose what memory limits and counts.']],
    );
  });
});
