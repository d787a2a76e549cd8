import { message } from '../../base/message.ts';
import { blockOf } from '../knobs.ts';
import { defineCheck } from './check.ts';
import { addStatement } from './spans.ts';

export const g12 = defineCheck({
  code: 'G12',
  severity: 'information',
  title: 'CPUs without memory nodes on a v1 host',
  explanation:
    'In cgroup v1 no process can join a group whose `cpuset.mems` is empty: “No space left on device”. Isolens writes 0 there ' +
    'where nothing else is said. On a host with several memory nodes say which. Told only where the host is known to use v1.',
  on: ['Knob'],
  check(node, { facts, report, text }) {
    const mode = facts?.cgroups?.mode;
    if (node.key !== 'cpuset.cpus' || (mode !== 'v1' && mode !== 'hybrid')) return;
    if (blockOf(node).some(({ key }) => key === 'cpuset.mems')) return;
    report(
      { node, property: 'key' },
      {
        message: message('On this v1 host cpuset.mems becomes 0.'),
        fixes: [
          { title: message('Add cpuset.mems = 0'), edits: [addStatement(node.$container, 'cpuset.mems = 0', text)] },
        ],
      },
    );
  },
});
