import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GroupNode, GroupTree } from '../../../src/extension/cgroups/group-tree.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';

function group(hierarchy: number, path: string, parent?: string) {
  return {
    id: `${hierarchy}:${path}`,
    hierarchy,
    path,
    ...(parent !== undefined && { parent: `${hierarchy}:${parent}` }),
  };
}

const GROUPS = [group(0, '/'), group(0, '/b', '/'), group(0, '/a', '/'), group(0, '/a/x', '/a'), group(4, '/')];
const mount = { path: '/sys/fs/cgroup', root: '/', options: [], readOnly: false };
const SNAPSHOT = {
  hierarchies: [
    { id: 4, version: 1, controllers: ['memory'], mount },
    { id: 9, version: 1, controllers: ['pids'] },
    { id: 0, version: 2, controllers: [], mount },
  ],
  cgroups: Object.fromEntries(GROUPS.map((each) => [each.id, each])),
  processes: {
    p2: { id: 'p2', pid: 2, cgroups: [{ hierarchy: 0, controllers: '', path: '/a/x' }] },
    p1: { id: 'p1', pid: 1, cgroups: [{ hierarchy: 0, controllers: '', path: '/a/x (deleted)' }] },
  },
} as unknown as Snapshot;

const MORE = { pageSize: 2, pages: new Map<string, number>(), threads: new Map() };

describe('the tree of groups', () => {
  const tree = new GroupTree(SNAPSHOT);
  const keys = (nodes: readonly GroupNode[]) => nodes.map(({ key }) => key);
  const below = (group: string, of = tree) => {
    const node = of.nodeOf(group);
    assert.ok(node);
    return of.childrenOf(node);
  };

  it('has v2 first, and what is mounted nowhere last', () => {
    assert.deepEqual(keys(tree.childrenOf()), ['0', '4', '9']);
  });

  it('has groups below their hierarchy and parent, by name', () => {
    const [v2] = tree.childrenOf();
    assert.ok(v2);
    assert.deepEqual(keys(tree.childrenOf(v2)), ['0:/']);
    assert.deepEqual(keys(below('0:/')), ['0:/a', '0:/b']);
  });

  it('has processes below their groups, by pid', () => {
    assert.deepEqual(keys(below('0:/a/x')), ['0:/a/x p1', '0:/a/x p2']);
    assert.equal(tree.nodeOf('0:/b') && tree.hasChildren(tree.nodeOf('0:/b') as GroupNode), false);
  });

  it('has threads below their process, and below a group that their process is not in', () => {
    const threads = new Map([
      ['0:/a/x', [{ tid: 21, pid: 2, startTime: 5, comm: 'worker' }]],
      ['0:/b', [{ tid: 22, pid: 2, startTime: 6, comm: 'worker' }]],
    ]);
    const opened = new GroupTree(SNAPSHOT, { ...MORE, threads });
    const [, second] = below('0:/a/x', opened);
    assert.ok(second);
    assert.deepEqual(keys(opened.childrenOf(second)), ['0:/a/x thread 21']);
    assert.deepEqual(keys(below('0:/b', opened)), ['0:/b thread 22']);
  });

  it('shows a page, and how many are left', () => {
    const many = { ...SNAPSHOT, cgroups: { ...SNAPSHOT.cgroups, '0:/c': group(0, '/c', '/') } };
    const [, , more] = below('0:/', new GroupTree(many, MORE));
    assert.equal(more?.type === 'more' && more.count, 1);
    const opened = new GroupTree(many, { ...MORE, pages: new Map([['0:/', 2]]) });
    assert.deepEqual(keys(below('0:/', opened)), ['0:/a', '0:/b', '0:/c']);
  });

  it('leads from a group to its hierarchy', () => {
    const found = tree.nodeOf('0:/a/x');
    assert.equal(found?.parent?.parent?.parent?.key, '0');
    assert.equal(tree.nodeOf('0:/none'), undefined);
  });
});
