import { message } from '../../base/message.ts';
import type { Cgroup } from '../generated/ast.ts';
import { type KnobOwner, settingsOf } from '../knobs.ts';
import { groupOf, type SpecIndex } from '../spec-index.ts';
import { defineCheck } from './check.ts';

function siblings(group: Cgroup | undefined, index: SpecIndex): number {
  if (group) return index.containersIn(group).length + index.childrenOf(group).length;
  const tops = index.groups.filter(({ parent }) => !parent);
  return tops.length + index.containers.filter((container) => !groupOf(container)).length;
}

function aboveOf(owner: KnobOwner): Cgroup | undefined {
  return owner.$type === 'Container' ? groupOf(owner) : owner.parent?.ref;
}

export const g17 = defineCheck({
  code: 'G17',
  severity: 'hint',
  title: 'A weight without anybody to share with',
  explanation:
    'Weights share out what groups beside each other want at the same time. A group without another beside it gets all of it, ' +
    'whatever its weight is.',
  on: ['Container', 'Cgroup'],
  check(owner, { index, report }) {
    for (const key of ['cpu.weight', 'cpu.weight.nice', 'io.weight', 'io.bfq.weight']) {
      const knob = settingsOf(owner).get(key);
      if (!knob || siblings(aboveOf(owner), index) > 1) continue;
      report({ node: knob }, { message: message('Nothing beside it shares with it.'), unnecessary: true });
    }
  },
});
