import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { printable } from '../../../src/base/text.ts';
import type { Grouping, Node } from '../../../src/extension/namespaces/nodes.ts';
import { GROUPINGS } from '../../../src/extension/namespaces/nodes.ts';
import { Pages } from '../../../src/extension/namespaces/pages.ts';
import { rowOf } from '../../../src/extension/namespaces/rows.ts';
import { Tree } from '../../../src/extension/namespaces/tree.ts';
import type { Words } from '../../../src/extension/row.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

const NOTHING = { appeared: new Set<string>(), ended: new Set<string>() };

const user = aNamespace('user', 0xeffffffd, { nprocs: 3, leader: '1-100' });
const child = aNamespace('user', 7001, { parent: user.id, owner: user.id, nprocs: 1, leader: '20-100' });
const net = aNamespace('net', 0xeffffff9, { owner: user.id, nprocs: 3, leader: '1-100' });
const sfo = aNamespace('net', 7002, {
  owner: child.id,
  name: 'sfo',
  pins: [{ kind: 'mount', path: '/run/netns/sfo', mnt: 'mnt:[1]' }],
});
const init = aProcess(1, { ppid: 0, comm: 'init', argv: ['/sbin/init'], namespaces: { user: user.id, net: net.id } });
const shell = aProcess(10, { comm: 'bash', argv: ['bash'], user: 'ann', namespaces: { user: user.id, net: net.id } });
const boxed = aProcess(20, {
  ppid: 10,
  comm: 'web',
  argv: ['web', '--port', '80'],
  container: 'docker:abc',
  namespaces: { user: child.id, net: net.id },
});
const snapshot = aSnapshot([user, child, net, sfo], [init, shell, boxed], {
  containers: {
    'docker:abc': {
      id: 'docker:abc',
      runtime: 'docker',
      nativeId: 'abc',
      name: 'shop',
      category: 'container',
      evidence: 'cgroup',
    },
  },
});

function treeOf(grouping: Grouping, options: { filter?: string; pageSize?: number; of?: Snapshot } = {}): Tree {
  const { filter = '', pageSize = 500, of = snapshot } = options;
  return new Tree(of, { grouping, filter, pageSize, pages: new Map(), recent: NOTHING });
}

function said(words: Words): string {
  return typeof words === 'string' ? printable(words) : formatMessage(words, printable);
}

/** Labels of a tree, indented, to a depth; facts of the host left out. */
function outline(tree: Tree, depth = 9, node?: Node): string[] {
  if (depth === 0 || node?.type === 'host') return [];
  return tree
    .children(node)
    .flatMap((each) => [said(rowOf(tree, each).label), ...outline(tree, depth - 1, each).map((line) => `  ${line}`)]);
}

describe('the tree', () => {
  it('grouped by kind nests user namespaces and shows what pins one', () => {
    assert.deepEqual(outline(treeOf('kind')), [
      'host',
      'net',
      '  net:[4026531833]',
      '    1 init',
      '    10 bash',
      '    20 web',
      '  net sfo',
      '    mounted at /run/netns/sfo',
      'user',
      '  user:[4026531837]',
      '    user:[7001]',
      '      20 web',
      '    1 init',
      '    10 bash',
    ]);
  });

  it('grouped by container shows containers first, then the namespaces of the host itself', () => {
    assert.deepEqual(outline(treeOf('container'), 2).slice(0, 3), ['host', 'shop', '  20 web']);
    assert.ok(outline(treeOf('container'), 1).includes('The host itself'));
  });

  it('grouped by process shows what a process does not share with its parent, once', () => {
    assert.deepEqual(outline(treeOf('process')), ['host', '1 init', '  10 bash', '    20 web', '      user:[7001]']);
  });

  it('grouped by owner shows what each user namespace owns', () => {
    assert.deepEqual(outline(treeOf('owner'), 4), [
      'host',
      'user:[4026531837]',
      '  user:[7001]',
      '    net sfo',
      '      mounted at /run/netns/sfo',
      '  net:[4026531833]',
      '    1 init',
      '    10 bash',
      '    20 web',
    ]);
  });

  it('ends in every grouping, also with a filter', () => {
    for (const grouping of GROUPINGS) {
      for (const filter of ['', 'web', 'sfo', 'ann', 'nothing at all']) {
        assert.ok(outline(treeOf(grouping, { filter }), 50).length < 50, `${grouping} ${filter}`);
      }
    }
  });

  const FILTERS: readonly { filter: string; left: readonly string[] }[] = [
    {
      filter: 'sfo',
      left: [
        'host',
        'net',
        '  net sfo',
        '    mounted at /run/netns/sfo',
        'user',
        '  user:[4026531837]',
        '    user:[7001]',
      ],
    },
    {
      filter: 'PORT 80',
      left: [
        'host',
        'net',
        '  net:[4026531833]',
        '    20 web',
        'user',
        '  user:[4026531837]',
        '    user:[7001]',
        '      20 web',
      ],
    },
    {
      filter: 'shop',
      left: [
        'host',
        'net',
        '  net:[4026531833]',
        '    20 web',
        'user',
        '  user:[4026531837]',
        '    user:[7001]',
        '      20 web',
      ],
    },
    { filter: 'nothing', left: ['host'] },
  ];
  for (const { filter, left } of FILTERS) {
    it(`filtered by “${filter}” keeps what matches and what is above it`, () => {
      assert.deepEqual(outline(treeOf('kind', { filter })), left);
    });
  }

  it('pages the members of a namespace', () => {
    const members = Array.from({ length: 30 }, (_, at) => aProcess(100 + at, { namespaces: { net: net.id } }));
    const tree = treeOf('kind', { pageSize: 10, of: aSnapshot([net], members) });
    assert.deepEqual(outline(tree).slice(-2), ['    109 sh', '    Show 20 more…']);
  });

  it('pages namespaces too, before what is in them', () => {
    const many = Array.from({ length: 25 }, (_, at) => aNamespace('net', 8000 + at));
    const tree = treeOf('kind', { pageSize: 10, of: aSnapshot(many) });
    assert.deepEqual(outline(tree).slice(-2), ['  net:[8009]', '  Show 15 more…']);
    const pinned = aNamespace('net', 9000, {
      nprocs: 30,
      pins: Array.from({ length: 12 }, (_, fd) => ({ kind: 'fd', process: '1-100', fd })),
    });
    const members = Array.from({ length: 30 }, (_, at) => aProcess(100 + at, { namespaces: { net: pinned.id } }));
    const below = outline(treeOf('kind', { pageSize: 10, of: aSnapshot([pinned], members) }));
    assert.deepEqual(below.slice(-2), ['    descriptor 9', '    Show 32 more…']);
  });

  it('opens the pages that lead to a row', () => {
    const members = Array.from({ length: 95 }, (_, at) => aProcess(100 + at, { namespaces: { net: net.id } }));
    const pages = new Pages();
    const of = aSnapshot([net], members);
    const options = { grouping: 'kind', filter: '', pageSize: 10, recent: NOTHING } as const;
    const whole = new Tree(of, { ...options, pages: pages.shown }).unpaged();
    const found = whole.find('193-100');
    assert.ok(found);
    assert.equal(pages.open(whole, found, 10), true);
    const labels = outline(new Tree(of, { ...options, pages: pages.shown }));
    assert.ok(labels.includes('    193 sh'));
    assert.equal(pages.open(whole, found, 10), false);
  });

  it('tells how many of a kind a filter leaves', () => {
    const tree = treeOf('kind', { filter: 'sfo' });
    const [, kind] = tree.children();
    assert.deepEqual(kind && rowOf(tree, kind).description.map(said), ['1 of 2', 'network']);
  });

  it('keeps the keys of rows from one snapshot to the next, and gives no two rows the same', () => {
    for (const grouping of GROUPINGS) {
      const keys = (tree: Tree, node?: Node): string[] =>
        tree.children(node).flatMap((each) => [each.key, ...keys(tree, each)]);
      const before = keys(treeOf(grouping));
      assert.equal(new Set(before).size, before.length);
      assert.deepEqual(keys(treeOf(grouping, { of: structuredClone(snapshot) })), before);
    }
  });

  it('finds the row of a namespace or process', () => {
    const found = treeOf('kind').find(child.id);
    assert.ok(found?.type === 'namespace' && found.namespace === child.id);
    assert.equal(treeOf('kind').find('net:[1]'), undefined);
  });

  it('of a host of which nothing can be read is empty', () => {
    assert.deepEqual(outline(treeOf('kind', { of: aSnapshot() })), []);
  });

  it('does not look at every process of 20,000 to show the top', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => aProcess(100 + at, { namespaces: { net: net.id } }));
    const tree = treeOf('kind', { of: aSnapshot([net, user], many) });
    assert.equal(outline(tree, 2).length, 5);
    assert.equal(tree.children(tree.children()[1]).length, 1);
  });
});
