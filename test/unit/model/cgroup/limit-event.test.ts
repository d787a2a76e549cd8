import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../../src/base/message.ts';
import { type LimitEvent, limitSentence } from '../../../../src/model/cgroup/limit-event.ts';

const MIB = 2 ** 20;
const HOG = { pid: 12, comm: 'hog', uid: 1000, user: 'dev', held: 9.8 * MIB };

const CASES: readonly (readonly [Partial<LimitEvent>, string])[] = [
  [
    { kind: 'oom_kill', limited: '4:/small', limit: 10 * MIB, process: HOG },
    'hog (pid 12, user dev) was killed in /small/a: the memory limit of /small, 10M, was reached. It held 9.8M.',
  ],
  [
    { kind: 'oom_kill', process: { pid: 12, comm: 'hog', uid: 1000 } },
    'hog (pid 12, user 1000) was killed in /small/a because the whole host was short of memory. It held ?.',
  ],
  [{ kind: 'oom_kill', count: 1 }, 'A process was killed in /small/a: a memory limit was reached.'],
  [{ kind: 'oom_kill', count: 3 }, '3 processes were killed in /small/a: a memory limit was reached.'],
  [{ kind: 'memory', limit: MIB, count: 7 }, '/small/a reached its memory limit of 1M 7 times.'],
  [{ kind: 'memory' }, '/small/a reached its memory limit 1 times.'],
  [{ kind: 'pids', limit: 20 }, '/small/a was refused a new task: the limit of 20 tasks was reached.'],
  [{ kind: 'cpu', count: 9 }, '/small/a had to wait: its CPU quota ran out in 9 periods.'],
  [{ kind: 'emptied' }, 'The last process left /small/a.'],
];

describe('what a limit did, in a sentence', () => {
  for (const [event, sentence] of CASES) {
    it(sentence, () => {
      const whole = { id: '1', time: 0, group: '4:/small/a', kind: 'emptied' as const, ...event };
      assert.equal(formatMessage(limitSentence(whole)), sentence);
    });
  }
});
