import { message } from '../../base/message.ts';
import { portOf } from '../ports.ts';
import { defineCheck } from './check.ts';

export const e03 = defineCheck({
  code: 'E03',
  severity: 'error',
  title: 'A port that there is not',
  explanation: 'Ports of TCP are whole numbers from 1 to 65535 (tcp(7)). Names of services are not looked up.',
  on: ['Reaches', 'Listens'],
  check(node, { report }) {
    if (node.port === undefined || portOf(node.port) !== undefined) return;
    report(
      { node, property: 'port' },
      { message: message('{0} is no port: they are numbers from 1 to 65535.', node.port) },
    );
  },
});
