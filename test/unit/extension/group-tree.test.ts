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

describe('the tree of groups', () => {
  const tree = new GroupTree(SNAPSHOT);
  const keys = (nodes: readonly GroupNode[]) => nodes.map(({ key }) => key);

  it('has the hierarchies that are mounted, v2 first', () => {
    assert.deepEqual(keys(tree.roots), ['0', '4']);
  });

  it('has groups below their hierarchy and parent, by name', () => {
    const [v2] = tree.roots;
    assert.ok(v2);
    assert.deepEqual(keys(tree.childrenOf(v2)), ['0:/']);
    assert.deepEqual(keys(tree.childrenOf({ type: 'group', key: '0:/', group: '0:/' })), ['0:/a', '0:/b']);
  });

  it('has processes below their groups, by pid', () => {
    const node: GroupNode = { type: 'group', key: '0:/a/x', group: '0:/a/x' };
    assert.deepEqual(keys(tree.childrenOf(node)), ['0:/a/x p1', '0:/a/x p2']);
    assert.equal(tree.hasChildren('0:/a/x'), true);
    assert.equal(tree.hasChildren('0:/b'), false);
  });
});
