import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SyscallError } from '../../../src/agent/kernel/errno.ts';
import { answerError } from '../../../src/agent/service/answer-error.ts';
import { message } from '../../../src/base/message.ts';
import { ERRORS, type ErrorName, errorDataOf, ProtocolError } from '../../../src/protocol/errors.ts';

function answered(error: unknown) {
  const log: string[] = [];
  const answer = answerError(error, 'some/method', (level, text) => log.push(`${level} ${text}`));
  return { name: answer.data?.name, code: answer.code, text: answer.message, log };
}

describe('an error that a handler throws', () => {
  const CALLS: readonly (readonly [errno: string, name: ErrorName])[] = [
    ['EPERM', 'denied'],
    ['EACCES', 'denied'],
    ['ENOENT', 'gone'],
    ['ESRCH', 'gone'],
    ['EBUSY', 'failed'],
  ];
  for (const [errno, name] of CALLS) {
    it(`is answered as ${name} when a system call failed with ${errno}`, () => {
      const { code, log, ...answer } = answered(new SyscallError('setns', errno, '/proc/7/ns/net'));
      assert.deepEqual([answer.name, code, log], [name, ERRORS[name].code, []]);
      assert.match(answer.text, new RegExp(`^setns /proc/7/ns/net failed: ${errno}\\. `));
    });
  }

  it('is answered as it is when it is one of the catalogue', () => {
    const error = new ProtocolError('refused', message('{0} is taken.', 'sfo'), message('Choose another.'));
    assert.deepEqual(answered(error), {
      name: 'refused',
      code: -33006,
      text: 'sfo is taken. Choose another.',
      log: [],
    });
  });

  for (const thrown of [new TypeError('x is not a function'), 'text', undefined]) {
    it(`is answered as failed and logged when nobody expected it: ${String(thrown)}`, () => {
      const { name, text, log } = answered(thrown);
      assert.equal(name, 'failed');
      assert.doesNotMatch(text, /not a function/);
      assert.match(log.join('\n'), /^error some\/method: (?:TypeError: x is not a function\n +at |text|undefined)/);
    });
  }
});

describe('the data of an error that came over the wire', () => {
  const data = { name: 'gone', message: message('a'), hint: message('b') };
  const ROWS: readonly (readonly [what: string, error: unknown, known: boolean])[] = [
    ['a coded error', Object.assign(new Error('x'), { data }), true],
    ['another error', new Error('x'), false],
    ['an unknown name', Object.assign(new Error('x'), { data: { ...data, name: 'nothing' } }), false],
    ['a name that every object has', Object.assign(new Error('x'), { data: { ...data, name: 'toString' } }), false],
    ['data without a sentence', Object.assign(new Error('x'), { data: { name: 'gone' } }), false],
    ['no error', { data }, false],
  ];
  for (const [what, error, known] of ROWS) {
    it(`is ${known ? 'read' : 'not read'} from ${what}`, () => {
      assert.equal(errorDataOf(error) !== undefined, known);
    });
  }

  it('has another code for every name', () => {
    const codes = Object.values(ERRORS).map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
  });
});
