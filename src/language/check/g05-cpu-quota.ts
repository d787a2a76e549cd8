import { message } from '../../base/message.ts';
import { parseDuration } from '../../model/cgroup/duration.ts';
import { blockOf, cpuMaxOf, valueSpan, valueText } from '../knobs.ts';
import { defineCheck } from './check.ts';
import { reportFault } from './knob-fault.ts';

export const g05 = defineCheck({
  code: 'G05',
  severity: 'error',
  title: 'A CPU quota that the kernel refuses',
  explanation:
    'The quota of `cpu.max` must be at least 1 ms, its period 1 ms to 1 s, and `cpu.max.burst` at most the quota; anything else ' +
    'is “Invalid argument”. A share is a quota in a period of 100 ms: `50%` is `50000 100000`, so `1%` is the smallest.',
  on: ['Knob'],
  check(node, context) {
    if (node.key === 'cpu.max') return reportFault(node, context, ['quota']);
    if (node.key !== 'cpu.max.burst') return;
    const burst = parseDuration(valueText(node));
    const max = cpuMaxOf(blockOf(node).findLast(({ key }) => key === 'cpu.max'));
    if (burst === undefined || typeof max?.quota !== 'number' || burst <= max.quota) return;
    const at = valueSpan(node);
    const text = String(max.quota);
    context.report(at, {
      message: message('The burst is at most the quota of cpu.max, {0} µs.', text),
      fixes: [{ title: message('Use {0}', text), edits: [{ ...at, text }], preferred: true }],
    });
  },
});
