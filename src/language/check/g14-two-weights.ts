import { message } from '../../base/message.ts';
import { blockOf, valueText } from '../knobs.ts';
import { defineCheck } from './check.ts';
import { remove } from './spans.ts';

export const g14 = defineCheck({
  code: 'G14',
  severity: 'error',
  title: 'Two settings of one weight',
  explanation:
    '`cpu.weight` and `cpu.weight.nice` are the same weight in two scales: the one that is written last wins. With `cpu.idle` 1 ' +
    'the group runs only when nothing else wants to, and its weight is not looked at. Keep one.',
  on: ['Knob'],
  check(node, { report, text }) {
    if (node.key !== 'cpu.weight.nice' && node.key !== 'cpu.idle') return;
    const weight = blockOf(node).find(({ key }) => key === 'cpu.weight');
    if (!weight) return;
    const idle = node.key === 'cpu.idle';
    if (idle && valueText(node) !== '1') return;
    const useless = idle ? weight : node;
    report(
      { node: useless, property: 'key' },
      {
        severity: idle ? 'warning' : 'error',
        message: idle
          ? message('With cpu.idle the weight is not looked at.')
          : message('cpu.weight sets the same weight already.'),
        fixes: [{ title: message('Remove {0}', useless.key), edits: [remove(useless, text)], preferred: true }],
        related: [{ at: { node: idle ? node : weight }, message: message('This is the other one.') }],
      },
    );
  },
});
