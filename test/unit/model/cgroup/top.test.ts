import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  depthOf,
  limitFor,
  limitShare,
  ownRows,
  sortRows,
  type TopOrder,
  type TopRow,
} from '../../../../src/model/cgroup/top.ts';

const ROWS: readonly TopRow[] = [
  { path: '/', tasks: 9, cpu: 1.5, memory: 1000 },
  { path: '/a', tasks: 5, cpu: 1.2, memory: 600, limit: 800 },
  { path: '/a/x', tasks: 4, cpu: 1.2, memory: 400, limit: 2000 },
  { path: '/a/y', tasks: 0, memory: 300, limit: 400 },
  { path: '/b', tasks: 4, cpu: 0, memory: 200 },
];
const ALL = new Map(ROWS.map((row) => [row.path, row]));
const of = (path: string): TopRow => ALL.get(path) ?? { path };

describe('the limit that holds for a group', () => {
  it('is the smallest of its own and those above', () => {
    assert.deepEqual(limitFor(of('/a/x'), ALL), { limit: 800, by: '/a' });
    assert.deepEqual(limitFor(of('/a/y'), ALL), { limit: 400, by: '/a/y' });
    assert.equal(limitFor(of('/b'), ALL), undefined);
    assert.equal(limitShare(of('/a/x'), ALL), 0.5);
    assert.equal(limitShare(of('/b'), ALL), undefined);
  });
});

describe('what groups use themselves', () => {
  it('is without those below, and never less than nothing', () => {
    const own = ownRows(ALL);
    assert.deepEqual(own.get('/a'), { path: '/a', tasks: 1, cpu: 0, memory: 0, limit: 800 });
    assert.deepEqual(own.get('/a/x'), of('/a/x'));
    assert.equal(own.get('/')?.tasks, 0);
    assert.ok(Math.abs((own.get('/')?.cpu ?? 0) - 0.3) < 1e-9);
  });
});

describe('the order of rows', () => {
  const rows: readonly { readonly order: TopOrder; readonly descending: boolean; readonly paths: readonly string[] }[] =
    [
      { order: 'path', descending: false, paths: ['/', '/a', '/a/x', '/a/y', '/b'] },
      { order: 'path', descending: true, paths: ['/b', '/a/y', '/a/x', '/a', '/'] },
      { order: 'cpu', descending: true, paths: ['/', '/a', '/a/x', '/b', '/a/y'] },
      { order: 'cpu', descending: false, paths: ['/b', '/a', '/a/x', '/', '/a/y'] },
      { order: 'tasks', descending: true, paths: ['/', '/a', '/a/x', '/b', '/a/y'] },
      { order: 'limit', descending: true, paths: ['/a', '/a/x', '/a/y', '/', '/b'] },
      { order: 'limitShare', descending: true, paths: ['/a', '/a/y', '/a/x', '/', '/b'] },
    ];
  for (const { order, descending, paths } of rows) {
    it(`is by ${order}, ${descending ? 'most' : 'least'} first, what is not known last`, () => {
      assert.deepEqual(
        sortRows(ROWS, order, descending, ALL).map(({ path }) => path),
        paths,
      );
    });
  }

  it('knows how deep a group is', () => {
    assert.deepEqual(['/', '/a', '/a/b/c'].map(depthOf), [0, 1, 3]);
  });
});
