import { message } from '../../base/message.ts';
import { numberOf, valueSpan } from '../knobs.ts';
import { defineCheck } from './check.ts';

export const g10 = defineCheck({
  code: 'G10',
  severity: 'warning',
  title: 'No process can be started from the first one',
  explanation:
    'With `pids.max` 0 or 1 the command of a container runs, but every fork(2) and clone(2) of it fails with EAGAIN: a shell ' +
    'cannot start a program, and most programs cannot start a thread.',
  on: ['Knob'],
  check(node, { report }) {
    const most = node.key === 'pids.max' ? numberOf(node) : undefined;
    if (most === undefined || most > 1) return;
    report(valueSpan(node), {
      message: message('The command can run, but it cannot start another process or thread.'),
    });
  },
});
