import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describedWrites } from '../../../support/described-groups.ts';

describe('a change that can hurt', () => {
  for (const [what, group, files, writes, warning] of [
    [
      'a limit below what is used',
      '0:/s',
      { 'memory.max': 'max', 'memory.current': '20971520' },
      'memory.max=10M',
      /uses 20M.*kills/,
    ],
    [
      'the root group',
      '5:/',
      { 'devices.deny?': '', 'devices.list': 'a *:* rwm' },
      'devices.deny=c 1:3 r',
      /root of the hierarchy/,
    ],
    [
      'a group of docker',
      `4:/docker/${'a'.repeat(64)}`,
      { 'memory.limit_in_bytes': '1' },
      'memory.limit_in_bytes=2M',
      /may undo it: container aaaaaaaaaaaa \(docker\)/,
    ],
    [
      'what cannot be taken back',
      '4:/s',
      { 'memory.failcnt': '3' },
      'memory.failcnt=0',
      /cannot be taken back: memory\.failcnt/,
    ],
    ['a freeze', '6:/s', { 'freezer.state': 'THAWED' }, 'freezer.state=FROZEN', /stop/],
  ] as const) {
    it(`says so: ${what}`, () => {
      const found = describedWrites(group, writes, { [group]: { files } });
      assert.deepEqual(found.refusals, []);
      assert.equal(found.danger, 'harm');
      assert.match(found.warnings.join(' '), warning);
    });
  }

  it('is asked for, others are not', () => {
    const found = describedWrites('0:/s', 'memory.max=10M', {
      '0:/s': { files: { 'memory.max': 'max', 'memory.current': '4096' } },
    });
    assert.deepEqual([found.danger, found.warnings], ['none', []]);
  });
});
