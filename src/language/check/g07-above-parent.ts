import { message } from '../../base/message.ts';
import type { Knob } from '../generated/ast.ts';
import { settingsOf, valueSpan } from '../knobs.ts';
import { tighterAbove } from '../tighter.ts';
import { defineCheck } from './check.ts';

export const g07 = defineCheck({
  code: 'G07',
  severity: 'warning',
  title: 'A limit above that of the group around it',
  explanation:
    'A group can use no more than every group above it allows: the tightest limit on the way up holds. A limit above that is ' +
    'never reached. Lower it, or raise the limit of the group above.',
  on: ['Container', 'Cgroup'],
  check(owner, { report }) {
    const told = new Set<Knob>();
    for (const [key, knob] of settingsOf(owner)) {
      const above = tighterAbove(owner, knob);
      if (!above || told.has(knob)) continue;
      told.add(knob);
      report(valueSpan(knob), {
        message: message('It is never reached: {0} above has a lower {1}.', above.group.name, key),
        related: [{ at: valueSpan(above.knob), message: message('This limit holds.') }],
      });
    }
  },
});
