import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signalName } from '../../../src/agent/kernel/signal-name.ts';

describe('the name of a signal', () => {
  it('is the first of several', () => {
    assert.deepEqual([6, 9, 29].map(signalName), ['SIGABRT', 'SIGKILL', 'SIGIO']);
  });

  it('is the number where there is none', () => {
    assert.equal(signalName(34), '34');
  });
});
