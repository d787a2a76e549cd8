import { defineCheck } from './check.ts';
import { reportFault } from './knob-fault.ts';

export const g15 = defineCheck({
  code: 'G15',
  severity: 'error',
  title: 'A unit that is written in another way',
  explanation:
    'Sizes are whole numbers with K, M, G or T for powers of 1024, as the kernel and systemd read them; CPU time is `50%` or `2 cpus`; no limit is `max`. There is one spelling for each, so that two files can be compared. What you surely meant is offered as the repair.',
  on: ['Knob'],
  check(node, context) {
    reportFault(node, context, ['unit']);
  },
});
