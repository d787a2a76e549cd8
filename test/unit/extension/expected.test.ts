import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage, message } from '../../../src/base/message.ts';
import { expectedTests, failureOf } from '../../../src/extension/tests/expected.ts';
import type { SpecExpectation } from '../../../src/model/spec/expectation.ts';

const subject = { kind: 'container', name: 'web' } as const;
const listens = (port: number, line: number): SpecExpectation => ({
  kind: 'listens',
  subject,
  negated: false,
  within: 5_000_000,
  lines: [line, line],
  port,
});

describe('expectations as tests', () => {
  it('keep their id when they move, and differ when they say the same', () => {
    const ids = (...all: readonly SpecExpectation[]) => expectedTests(all).map(({ id }) => id);
    assert.deepEqual(ids(listens(80, 1), listens(81, 2)), ['web listens 80', 'web listens 81']);
    assert.deepEqual(ids(listens(81, 7), listens(80, 9)), ['web listens 81', 'web listens 80']);
    assert.deepEqual(expectedTests([listens(80, 1), listens(80, 3)]), [
      { id: 'web listens 80', label: 'web listens 80', index: 0, lines: [1, 1] },
      { id: 'web listens 80 #2', label: 'web listens 80', index: 1, lines: [3, 3] },
    ]);
  });

  it('tell what was expected and what is, line by line', () => {
    const judgement = {
      outcome: 'unmet',
      expected: message('{0} reaches {1}.', 'sfo', 'nyc'),
      actual: message('{0} does not reach {1}.', 'sfo', 'nyc'),
      details: [message('{0} of {1} is down.', 'eth0', 'nyc'), message('# {0}', 'ip link')],
    } as const;
    assert.deepEqual(failureOf(judgement, formatMessage), {
      message: 'sfo does not reach nyc. eth0 of nyc is down.',
      expected: 'sfo reaches nyc.\n',
      actual: 'sfo does not reach nyc.\neth0 of nyc is down.\n# ip link\n',
    });
    assert.equal(failureOf({ ...judgement, details: [] }, formatMessage).message, 'sfo does not reach nyc.');
  });
});
