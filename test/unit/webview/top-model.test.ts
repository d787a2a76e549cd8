import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIRST_TOP_STATE } from '../../../src/protocol/group-top.ts';
import { TopModel } from '../../../webview/group-top/top-model.ts';

function model(): TopModel {
  const made = new TopModel();
  const rows = [
    { path: '/', cpu: 1, memory: 50 },
    { path: '/shop', cpu: 0.7, memory: 40, limit: 100 },
    { path: '/shop/Web', cpu: 0.5, memory: 25 },
    { path: '/batch', cpu: 0.1 },
  ];
  made.apply({ reset: true, rows, gone: [] });
  return made;
}

const paths = (of: TopModel, change: object = {}) =>
  of.shown({ ...FIRST_TOP_STATE, ...change }).map(({ path }) => path);

describe('the table of all groups', () => {
  it('takes what changed, and drops what is gone', () => {
    const table = model();
    table.apply({ reset: false, rows: [{ path: '/batch', cpu: 2 }], gone: ['/shop/Web'] });
    assert.deepEqual(paths(table), ['/batch', '/', '/shop']);
    table.apply({ reset: true, rows: [{ path: '/new' }], gone: [] });
    assert.deepEqual(paths(table), ['/new']);
    assert.equal(table.size, 1);
  });

  it('shows what has all words of a filter, in any case', () => {
    assert.deepEqual(paths(model(), { filter: ' shop  web ' }), ['/shop/Web']);
    assert.deepEqual(paths(model(), { filter: '.*' }), []);
  });

  it('shows what groups use themselves, but of the limit what counts against it', () => {
    const table = model();
    const [first] = table.shown({ ...FIRST_TOP_STATE, own: true, filter: '/shop', order: 'path', descending: false });
    assert.equal(first?.memory, 15);
    assert.equal(first && table.withLimit(first).limitShare, 0.4);
  });

  it('knows the limit from above', () => {
    const table = model();
    const [web] = table.shown({ ...FIRST_TOP_STATE, filter: 'web' });
    assert.deepEqual(web && table.withLimit(web).effective, { limit: 100, by: '/shop' });
  });

  it('has columns for what any group tells', () => {
    assert.equal(model().has('limit'), true);
    assert.equal(model().has('pressure'), false);
  });
});
