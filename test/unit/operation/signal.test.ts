import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { describeOperation, OPERATION_KINDS, stepLine } from '../../../src/model/operation/operation.ts';
import { SIGNALS, type SignalName } from '../../../src/model/operation/signal.ts';
import type { Process } from '../../../src/model/process.ts';
import { aProcess, aSnapshot } from '../../support/snapshots.ts';

function described(process: string, signal: string, ...processes: readonly Process[]) {
  const operation = { kind: 'process.signal', process, signal: signal as SignalName } as const;
  return describeOperation(operation, aSnapshot([], processes));
}

const ROWS: readonly (readonly [what: string, id: string, signal: string, refusals: string[]])[] = [
  ['a process that runs', '7-100', 'SIGTERM', []],
  ['a process that has ended', '8-100', 'SIGTERM', ['missing']],
  ['a pid that is another process now', '7-99', 'SIGTERM', ['changed']],
  ['a pid with zeros before it', '07-100', 'SIGTERM', ['changed']],
  ['the first process', '1-0', 'SIGHUP', ['protected']],
  ['no process', '__proto__', 'SIGTERM', ['invalid']],
  ['a negative pid', '-1-0', 'SIGKILL', ['invalid']],
  ['no signal', '7-100', 'toString', ['invalid']],
];

describe('signalling', () => {
  for (const [what, id, signal, expected] of ROWS) {
    it(`${what} with ${signal}: ${expected.join() || 'allowed'}`, () => {
      assert.deepEqual(
        described(id, signal, aProcess(7)).refusals.map(({ code }) => code),
        expected,
      );
    });
  }

  const UNDO: readonly (readonly [SignalName, Process['state'], SignalName | undefined])[] = [
    ['SIGSTOP', 'alive', 'SIGCONT'],
    ['SIGSTOP', 'stopped', undefined],
    ['SIGCONT', 'stopped', 'SIGSTOP'],
    ['SIGCONT', 'alive', undefined],
    ['SIGTERM', 'alive', undefined],
    ['SIGKILL', 'stopped', undefined],
  ];
  for (const [signal, state, expected] of UNDO) {
    it(`with ${signal} is taken back by ${expected ?? 'nothing'} when the process was ${state}`, () => {
      const { undo } = described('7-100', signal, aProcess(7, { state }));
      assert.equal(undo?.kind === 'process.signal' ? undo.signal : undefined, expected);
    });
  }

  it('the first process of a pid namespace warns of the others in it', () => {
    const warnings = (nspid: number[]) => described('7-100', 'SIGTERM', aProcess(7, { nspid })).warnings.length;
    assert.deepEqual([warnings([7]), warnings([7, 4]), warnings([7, 1])], [0, 0, 1]);
  });

  it('names the process by its command line, and gives the command that does the same', () => {
    const { title, steps } = described('7-100', 'SIGHUP', aProcess(7, { argv: ['sleep', '9'] }));
    assert.equal(formatMessage(title), 'Send SIGHUP to process 7 (sleep 9)');
    assert.equal(steps[0] && stepLine(steps[0]), 'kill -s HUP -- 7');
  });

  it('uses the numbers that this kernel has', () => {
    for (const [name, number] of Object.entries(SIGNALS)) {
      assert.equal(number, constants.signals[name as NodeJS.Signals], name);
    }
  });
});

describe('every operation', () => {
  it('is known by its kind', () => {
    assert.deepEqual(OPERATION_KINDS.slice(0, 3), ['netns.create', 'netns.delete', 'process.signal']);
    assert.ok(OPERATION_KINDS.slice(3).every((kind) => /^(?:cgroup|link|address)\.[a-zA-Z]+$/.test(kind)));
  });
});
