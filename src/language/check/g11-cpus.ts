import { message } from '../../base/message.ts';
import { formatCpuList, parseCpuList } from '../../model/cgroup/cpu-list.ts';
import type { Knob } from '../generated/ast.ts';
import { ancestorsOf, type KnobOwner, settingsOf, valueSpan, valueText } from '../knobs.ts';
import { type CheckContext, defineCheck, type Fix } from './check.ts';

function idsOf(knob: Knob): readonly number[] | undefined {
  return parseCpuList(valueText(knob));
}

/** What is left of a list within all of these lists. */
function clip(knob: Knob, ...allowed: readonly (readonly number[])[]): Fix[] {
  const text = formatCpuList((idsOf(knob) ?? []).filter((id) => allowed.every((list) => list.includes(id))));
  if (text === '') return [];
  return [{ title: message('Use {0}', text), edits: [{ ...valueSpan(knob), text }], preferred: true }];
}

function hostIds(knob: Knob, { facts }: CheckContext): readonly number[] | undefined {
  return knob.key === 'cpuset.cpus' ? facts?.cpus : facts?.memoryNodes;
}

/** The same setting of the groups above, with what it allows. */
function above(owner: KnobOwner, { key }: Knob) {
  const knobs = ancestorsOf(owner).flatMap((group) => settingsOf(group).get(key) ?? []);
  return knobs.flatMap((knob) => {
    const allowed = idsOf(knob);
    return allowed ? [{ knob, allowed }] : [];
  });
}

function checkHost(owner: KnobOwner, knob: Knob, context: CheckContext): boolean {
  const there = hostIds(knob, context);
  const missing = there && idsOf(knob)?.find((id) => !there.includes(id));
  if (!there || missing === undefined) return false;
  context.report(valueSpan(knob), {
    message:
      knob.key === 'cpuset.cpus'
        ? message('The host has no CPU {0}; it has {1}.', missing, formatCpuList(there))
        : message('The host has no memory node {0}; it has {1}.', missing, formatCpuList(there)),
    fixes: clip(knob, there, ...above(owner, knob).map(({ allowed }) => allowed)),
  });
  return true;
}

function checkAbove(owner: KnobOwner, knob: Knob, { report }: CheckContext): void {
  const lists = above(owner, knob);
  for (const { knob: other, allowed } of lists) {
    const missing = idsOf(knob)?.find((id) => !allowed.includes(id));
    if (missing === undefined) continue;
    report(valueSpan(knob), {
      message: message('{0} is not in {1} of the group above, {2}.', missing, knob.key, formatCpuList(allowed)),
      fixes: clip(knob, ...lists.map((each) => each.allowed)),
      related: [{ at: valueSpan(other), message: message('This list holds.') }],
    });
    return;
  }
}

export const g11 = defineCheck({
  code: 'G11',
  severity: 'error',
  title: 'CPUs or memory nodes that are not there',
  explanation:
    '`cpuset.cpus` and `cpuset.mems` name CPUs and memory nodes of the host; the kernel refuses one that it does not have with ' +
    '“Numerical result out of range”. A group gets no CPU that the groups above it do not have. What the host has is checked ' +
    'where it is known.',
  on: ['Container', 'Cgroup'],
  check(owner, context) {
    for (const key of ['cpuset.cpus', 'cpuset.mems']) {
      const knob = settingsOf(owner).get(key);
      if (knob && !checkHost(owner, knob, context)) checkAbove(owner, knob, context);
    }
  },
});
