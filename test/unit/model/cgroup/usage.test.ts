import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { usageWords } from '../../../../src/model/cgroup/usage.ts';

const MIB = 2 ** 20;

describe('what a group uses, in words', () => {
  it('stands beside its own limits', () => {
    const values = {
      group: '0:/a',
      time: 0,
      memory: { current: 12.4 * MIB, max: 64 * MIB },
      pids: { current: 4, max: 'max' as const },
      cpu: { quota: 50_000, period: 100_000 },
      frozen: true,
    };
    assert.deepEqual(usageWords(values, { cpu: 0.03 }), ['12.4M / 64M', '3.0 % cpu', '≤ 50 % cpu', '4 pids', 'frozen']);
    assert.deepEqual(usageWords(values, { cpu: 1.5 })[1], '150 % cpu');
  });

  it('is nothing when nothing is known', () => {
    assert.deepEqual(usageWords({ group: '0:/a', time: 0, gone: true }), []);
  });
});
