import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rangeOf, ticks, topOf } from '../../../webview/plot/scale.ts';

describe('the scale of a plot', () => {
  const rows = [
    { what: 'a little more than what is used', used: [[1, 5, null]], limits: [], least: 1, top: 5.5 },
    { what: 'at least what makes sense', used: [[0, null]], limits: [], least: 4, top: 4.4 },
    { what: 'a limit that is near', used: [[30]], limits: [[100]], least: 1, top: 110 },
    { what: 'not a limit that is far away', used: [[1]], limits: [[1000]], least: 1, top: 1.1 },
    { what: 'no limit', used: [[2]], limits: [[null]], least: 1, top: 2.2 },
  ];
  for (const { what, used, limits, least, top } of rows) {
    it(`goes up to ${what}`, () => assert.ok(Math.abs(topOf(used, limits, least) - top) < 1e-9));
  }

  it('has marks at numbers that people count in', () => {
    assert.deepEqual(ticks(1.1, 3, false), [0, 0.5, 1]);
    assert.deepEqual(ticks(44, 3, false), [0, 20, 40]);
    assert.deepEqual(ticks(100 * 2 ** 20, 3, true), [0, 64 * 2 ** 20]);
    assert.deepEqual(ticks(220 * 2 ** 20, 3, true), [0, 128 * 2 ** 20]);
  });

  it('tells what was lowest and highest', () => {
    assert.deepEqual(rangeOf([null, 3, 1, null, 2]), { low: 1, high: 3 });
    assert.equal(rangeOf([null]), undefined);
  });
});
