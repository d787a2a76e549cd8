import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { groupDocument } from '../../../src/extension/cgroups/documents.ts';
import { groupRow, type Use } from '../../../src/extension/cgroups/group-rows.ts';
import { type GroupNode, GroupTree } from '../../../src/extension/cgroups/group-tree.ts';
import type { Words } from '../../../src/extension/row.ts';
import type { Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import { aProcess, aSnapshot } from '../../support/snapshots.ts';

const mount = { path: '/sys/fs/cgroup/memory', root: '/', options: ['clone_children'], readOnly: true };
const MEMORY: Hierarchy = { id: 4, version: 1, controllers: ['memory'], mount };
const V2: Hierarchy = { id: 0, version: 2, controllers: [] };
const SSH = '4:/system.slice/ssh.service';
const TREE = new GroupTree(
  aSnapshot(
    [],
    [
      aProcess(7, {
        comm: 'sshd',
        argv: ['sshd', '-D'],
        cgroups: [{ hierarchy: 4, controllers: 'memory', path: '/system.slice/ssh.service' }],
      }),
    ],
    {
      hierarchies: [MEMORY, V2],
      cgroups: {
        '4:/': { id: '4:/', hierarchy: 4, path: '/' },
        '4:/system.slice': { id: '4:/system.slice', hierarchy: 4, path: '/system.slice', parent: '4:/' },
        [SSH]: { id: SSH, hierarchy: 4, path: '/system.slice/ssh.service', parent: '4:/system.slice' },
      },
    },
  ),
);

function words(all: readonly Words[]): string {
  return all.map((each) => (typeof each === 'string' ? each : formatMessage(each))).join(' · ');
}

function node(group: string): GroupNode {
  const found = TREE.nodeOf(group);
  assert.ok(found);
  return found;
}

function rowText(of: GroupNode, uses: ReadonlyMap<string, Use> = new Map()): string {
  const { label, description, context } = groupRow(TREE, of, { uses, watched: new Set([SSH]) });
  return `${words([label])} | ${words(description)} | ${context}`;
}

describe('rows of groups', () => {
  it('tell of a hierarchy where it is mounted and how', () => {
    const [memory, v2] = TREE.childrenOf();
    assert.ok(memory && v2);
    assert.equal(rowText(memory), 'memory | /sys/fs/cgroup/memory · read-only · clone_children | hierarchy');
    assert.equal(rowText(v2), 'cgroup v2 | no controllers · not mounted | hierarchy unmounted');
  });

  it('tell of a group what it stands for and what it uses', () => {
    assert.equal(rowText(node('4:/')), '/ |  | group top v1 unwatched');
    const values = { group: SSH, time: 0, memory: { current: 13_000_000, max: 67_108_864 }, frozen: true };
    const uses = new Map([[SSH, { values, rates: undefined }]]);
    assert.equal(
      rowText(node(SSH), uses),
      'ssh.service | 12.4M / 64M · frozen · systemd service · watched | group below v1 frozen watched',
    );
  });

  it('tell of a process who runs what', () => {
    const [process] = TREE.childrenOf(node(SSH));
    assert.ok(process);
    assert.equal(rowText(process), '7 sshd | 0 · sshd -D | member');
  });
});

describe('the document about a group', () => {
  const writer = { say: formatMessage, show: (raw: string) => raw };
  const lines = groupDocument(writer, {
    group: SSH,
    path: '/system.slice/ssh.service',
    hierarchy: MEMORY,
    meaning: undefined,
    limits: [{ of: 'memory', limit: 1024 ** 2, binding: '4:/system.slice', headroom: 1024 }],
    files: [
      { name: 'memory.limit_in_bytes', text: '10485760\n' },
      { name: 'memory.stat', text: 'cache 1\nrss 2\n' },
      { name: 'memory.force_empty', errno: 'EINVAL' },
      { name: 'tasks', text: '' },
      { name: 'vendor.file', text: '1' },
    ],
  });
  const text = lines.join('\n');

  it('tells which limit holds, and which group says so', () => {
    assert.match(text, /^memory: at most 1M, by \/system\.slice; 1K left$/m);
  });

  it('tells of a file its value, unit, default, what it is and its like in v2', () => {
    assert.match(
      text,
      /^memory\.limit_in_bytes = 10485760 {2}\(10M\)$\n^ +Hard limit .*$\n^ +Takes: bytes\. Default: -1$\n^ +In v2: memory\.max \(/m,
    );
  });

  it('has files of several lines below their names, and says what cannot be read', () => {
    assert.match(text, /^memory\.stat:$\n^ {4}\| cache 1$\n^ {4}\| rss 2$/m);
    assert.match(text, /^memory\.force_empty: can only be written$/m);
  });

  it('has files that nobody knows too, and those of every group last', () => {
    assert.match(text, /^vendor\.file = 1$/m);
    assert.ok(text.indexOf('Of every group') > text.indexOf('vendor.file'));
  });

  it('says which controllers of v2 are not handed on, and what would do it', () => {
    const v2: Hierarchy = { ...V2, controllers: ['cpu', 'memory', 'io'], mount: { ...mount, path: '/sys/fs/cgroup' } };
    const files = [{ name: 'cgroup.controllers', text: 'cpu\n' }];
    const facts = { group: '0:/a/b', path: '/a/b', hierarchy: v2, meaning: undefined, limits: [], files };
    const told = groupDocument(writer, facts).join('\n');
    assert.match(
      told,
      /do not hand on: memory io\.\nHanded on by: echo '\+memory \+io' > \/sys\/fs\/cgroup\/a\/cgroup\.subtree_control/,
    );
    assert.doesNotMatch(groupDocument(writer, { ...facts, path: '/' }).join('\n'), /hand on/);
  });

  it('says what became of the controller ns', () => {
    assert.match(text, /ns, .*gone since Linux 3\.0/);
  });
});
