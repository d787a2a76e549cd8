import { message } from '../../base/message.ts';
import { statusOf } from '../expectations.ts';
import { defineCheck } from './check.ts';

export const e08 = defineCheck({
  code: 'E08',
  severity: 'error',
  title: 'An exit status that there is not',
  explanation:
    'A command ends with a status from 0, which is success, to 255 (exit(3)). One that a signal killed has 128 and the number of the ' +
    'signal: 137 is SIGKILL, 143 is SIGTERM.',
  on: ['Exits'],
  check(node, { report }) {
    if (node.status === undefined || statusOf(node.status) !== undefined) return;
    report(
      { node, property: 'status' },
      { message: message('{0} is no exit status: they are numbers from 0 to 255.', node.status) },
    );
  },
});
