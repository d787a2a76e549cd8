import { message } from '../../base/message.ts';
import { formatSize } from '../../model/cgroup/size.ts';
import { blockOf, bytesOf, valueSpan } from '../knobs.ts';
import { defineCheck } from './check.ts';

/** Sizes of a proposal are whole numbers of this many bytes, or of pages where that is too much. */
const STEPS = [1024 * 1024, 4096, 1];

/** 90 % of a limit, as a round size. */
function below(max: number): string {
  const bytes = Math.floor(max * 0.9);
  const step = STEPS.find((each) => bytes >= 8 * each) ?? 1;
  return formatSize(Math.floor(bytes / step) * step);
}

export const g06 = defineCheck({
  code: 'G06',
  severity: 'warning',
  title: 'Memory limits in the wrong order',
  explanation:
    'Above `memory.high` the processes of a group are slowed down and their memory is reclaimed; at `memory.max` one of them is ' +
    'killed. When high is not below max it never acts. Likewise `memory.min` and `memory.low` protect no more than max allows.',
  on: ['Knob'],
  check(node, { report }) {
    if (node.key !== 'memory.max') return;
    const max = bytesOf(node);
    if (max === undefined) return;
    for (const other of blockOf(node)) {
      const bytes = bytesOf(other);
      const late = other.key === 'memory.high' && bytes !== undefined && bytes >= max;
      const much = /^memory\.(?:low|min)$/.test(other.key ?? '') && bytes !== undefined && bytes > max;
      if (!late && !much) continue;
      const at = valueSpan(other);
      const better = late ? below(max) : formatSize(max);
      report(at, {
        message: late
          ? message('memory.high never acts: memory.max is reached before.')
          : message('{0} protects more than memory.max allows.', other.key),
        fixes: [{ title: message('Use {0}', better), edits: [{ ...at, text: better }], preferred: true }],
        related: [{ at: valueSpan(node), message: message('This is memory.max.') }],
      });
    }
  },
});
