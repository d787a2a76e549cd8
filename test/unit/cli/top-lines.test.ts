import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Selection, selectRows, topLines } from '../../../src/cli/top/top-lines.ts';
import type { TopRow } from '../../../src/model/cgroup/top.ts';

const ROWS: readonly TopRow[] = [
  { path: '/', tasks: 12, cpu: 1.25, memory: 3 * 2 ** 30, read: 2048, write: 0 },
  { path: '/shop', tasks: 5, cpu: 0.5, memory: 2 ** 20, limit: 2 ** 26, read: 0, write: 9000 },
  { path: '/shop/web', tasks: 5, cpu: 0.5, memory: 2 ** 19 },
  { path: '/idle', tasks: 0, memory: 2 ** 31 },
  { path: '/a\u001b[31m/b/c/d', tasks: 1, cpu: 0 },
];
const ALL = new Map(ROWS.map((row) => [row.path, row]));
const FIRST: Selection = { order: 'cpu', depth: 3, all: false };

describe('the table of isolens cgroups top', () => {
  const rows: readonly {
    readonly what: string;
    readonly selection: Partial<Selection>;
    readonly paths: readonly string[];
  }[] = [
    { what: 'groups with tasks, most CPU first', selection: {}, paths: ['/', '/shop', '/shop/web'] },
    { what: 'deeper ones', selection: { depth: 9 }, paths: ['/', '/shop', '/shop/web', '/a\u001b[31m/b/c/d'] },
    { what: 'not so deep ones', selection: { depth: 0 }, paths: ['/'] },
    { what: 'all', selection: { all: true, order: 'memory' }, paths: ['/', '/idle', '/shop', '/shop/web'] },
    { what: 'those with most IO first', selection: { order: 'io' }, paths: ['/shop', '/', '/shop/web'] },
    { what: 'by path', selection: { order: 'path' }, paths: ['/', '/shop', '/shop/web'] },
  ];
  for (const { what, selection, paths } of rows) {
    it(`has ${what}`, () => {
      assert.deepEqual(
        selectRows(ALL, { ...FIRST, ...selection }).map(({ path }) => path),
        paths,
      );
    });
  }

  it('shows what is known, with the limit from above', () => {
    assert.deepEqual(topLines(ROWS.slice(0, 3), ALL, undefined), [
      'CGROUP    TASKS  %CPU MEMORY LIMIT INPUT/S OUTPUT/S',
      '/            12 125.0     3G     -      2K        0',
      '/shop         5  50.0     1M   64M       0     8.8K',
      '/shop/web     5  50.0   512K   64M       -        -',
    ]);
  });

  it('shows no name that would move the cursor, and fits the terminal', () => {
    const lines = topLines(ROWS.slice(4), ALL, 52);
    assert.doesNotMatch(lines.join(''), /\u001b/);
    assert.match(lines[1] ?? '', /^\/a\\x1b\[31m/);
    assert.ok(lines.every((line) => line.length <= 52));
  });
});
