import { message } from '../../base/message.ts';
import { bytesOf, numberOf, settingsOf, valueSpan } from '../knobs.ts';
import { defineCheck } from './check.ts';

/** What a container needs at the least. */
const LEAST = { pids: 2, bytes: 1024 * 1024 };

export const g18 = defineCheck({
  code: 'G18',
  severity: 'information',
  title: 'A limit that several containers share',
  explanation:
    'The limit of a group holds for all containers in it together. This one is so small that it was probably meant for each ' +
    'of them. Put it into the `limits` of each, or into a profile that they use.',
  on: ['Cgroup'],
  check(group, { index, report }) {
    const containers = index.containersIn(group).length;
    if (containers < 2) return;
    const settings = settingsOf(group);
    const pids = settings.get('pids.max');
    const memory = settings.get('memory.max');
    const few = pids && (numberOf(pids) ?? Infinity) < containers * LEAST.pids;
    const little = memory && (bytesOf(memory) ?? Infinity) < containers * LEAST.bytes;
    for (const knob of [...(few ? [pids] : []), ...(little ? [memory] : [])]) {
      report(valueSpan(knob), { message: message('{0} containers share this limit.', containers) });
    }
  },
});
