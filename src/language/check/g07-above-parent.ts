import { message } from '../../base/message.ts';
import type { Cgroup, Knob } from '../generated/ast.ts';
import { ancestorsOf, bytesOf, cpuMaxOf, type KnobOwner, numberOf, settingsOf, valueSpan } from '../knobs.ts';
import { defineCheck } from './check.ts';

/** Limits that hold for all below, each as a number. */
const LIMITS: Readonly<Record<string, (knob: Knob) => number | undefined>> = {
  'memory.max': bytesOf,
  'memory.high': bytesOf,
  'memory.swap.max': bytesOf,
  'pids.max': numberOf,
  'cpu.max': (knob) => {
    const max = cpuMaxOf(knob);
    return typeof max?.quota === 'number' ? max.quota / max.period : undefined;
  },
};

/** The nearest group above with a lower limit. */
function tighter(owner: KnobOwner, key: string, limit: number): { group: Cgroup; knob: Knob } | undefined {
  for (const group of ancestorsOf(owner)) {
    const knob = settingsOf(group).get(key);
    const other = knob && LIMITS[key]?.(knob);
    if (knob && other !== undefined && other < limit) return { group, knob };
  }
  return undefined;
}

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
      const limit = LIMITS[key]?.(knob);
      const above = limit === undefined ? undefined : tighter(owner, key, limit);
      if (!above || told.has(knob)) continue;
      told.add(knob);
      report(valueSpan(knob), {
        message: message('It is never reached: {0} above has a lower {1}.', above.group.name, key),
        related: [{ at: valueSpan(above.knob), message: message('This limit holds.') }],
      });
    }
  },
});
