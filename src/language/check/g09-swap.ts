import { message } from '../../base/message.ts';
import { blockOf, bytesOf, valueSpan } from '../knobs.ts';
import { defineCheck } from './check.ts';
import { addStatement } from './spans.ts';

export const g09 = defineCheck({
  code: 'G09',
  severity: 'information',
  title: 'A memory limit that swap softens',
  explanation:
    '`memory.max` does not count swap. On a host with swap a group that reaches it is swapped out and goes on slowly, instead ' +
    'of being killed. `memory.swap.max = 0` makes the limit a hard one. Told only where the host is known to have swap.',
  on: ['Knob'],
  check(node, { facts, report, text }) {
    if (node.key !== 'memory.max' || !facts?.swap || bytesOf(node) === undefined) return;
    if (blockOf(node).some(({ key }) => key === 'memory.swap.max')) return;
    report(valueSpan(node), {
      message: message('The host has swap: beyond this limit the group is swapped out.'),
      fixes: [
        {
          title: message('Add memory.swap.max = 0'),
          edits: [addStatement(node.$container, 'memory.swap.max = 0', text)],
        },
      ],
    });
  },
});
