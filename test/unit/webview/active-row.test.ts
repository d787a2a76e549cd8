import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ActiveRow } from '../../../webview/controls/active-row.ts';

function table(...keys: string[]) {
  const rows = { keys };
  const active = new ActiveRow({ keys: () => rows.keys, page: () => 2, columns: () => 3 });
  return { rows, active };
}

/** Keys of the keyboard, `S-` with Shift. */
function press(active: ActiveRow, ...keys: readonly string[]): void {
  for (const key of keys) active.go(key.replace('S-', ''), key.startsWith('S-'));
}

describe('the active row', () => {
  const rows = [
    { keys: ['ArrowDown'], place: 0, selection: ['a'] },
    { keys: ['ArrowDown', 'ArrowDown', 'ArrowUp'], place: 0, selection: ['a'] },
    { keys: ['End', 'ArrowDown'], place: 4, selection: ['e'] },
    { keys: ['Home', 'PageDown'], place: 2, selection: ['c'] },
    { keys: ['End', 'PageUp', 'PageUp', 'PageUp'], place: 0, selection: ['a'] },
    { keys: ['ArrowDown', 'S-ArrowDown', 'S-ArrowDown'], place: 2, selection: ['a', 'b', 'c'] },
    { keys: ['ArrowDown', 'S-End', 'S-ArrowUp'], place: 3, selection: ['a', 'b', 'c', 'd'] },
  ];
  for (const { keys, place, selection } of rows) {
    it(`is number ${place} after ${keys.join(', ')}, and ${selection.join()} are selected`, () => {
      const { active } = table('a', 'b', 'c', 'd', 'e');
      press(active, ...keys);
      assert.equal(active.place, place);
      assert.deepEqual(active.selection, selection);
    });
  }

  it('stays the same row when rows move, come and go', () => {
    const { rows: all, active } = table('a', 'b', 'c');
    press(active, 'ArrowDown', 'S-ArrowDown');
    all.keys = ['b', 'x', 'a'];
    assert.equal(active.place, 0);
    assert.deepEqual(active.selection, ['b', 'a']);
    all.keys = ['x'];
    assert.equal(active.place, undefined);
    press(active, 'ArrowDown');
    assert.deepEqual(active.selection, ['x']);
  });

  it('is a heading above the first row', () => {
    const { active } = table('a', 'b');
    press(active, 'ArrowDown', 'ArrowUp', 'ArrowRight');
    assert.equal(active.column, 1);
    assert.equal(active.place, undefined);
    press(active, 'End', 'ArrowRight', 'ArrowLeft');
    assert.equal(active.column, 1);
    press(active, 'ArrowDown');
    assert.equal(active.column, undefined);
    assert.equal(active.place, 0);
  });

  it('is chosen with the mouse: alone, in addition, with all between', () => {
    const { active } = table('a', 'b', 'c', 'd');
    active.choose('b', 'only');
    active.choose('d', 'toggle');
    assert.deepEqual(active.selection, ['b', 'd']);
    active.choose('d', 'toggle');
    assert.deepEqual(active.selection, ['b']);
    active.choose('a', 'only');
    active.choose('c', 'range');
    assert.deepEqual(active.selection, ['a', 'b', 'c']);
  });

  it('leaves keys alone that mean nothing to it', () => {
    const { active } = table('a');
    assert.equal(active.go('x', false), false);
    assert.equal(active.go('toString', false), false);
    assert.equal(active.go('ArrowRight', false), false);
  });
});
