import { message } from '../../base/message.ts';
import { hugepageSizeOf } from '../../model/cgroup/interface-file.ts';
import { blockOf } from '../knobs.ts';
import { defineCheck } from './check.ts';
import { replace } from './spans.ts';

export const g19 = defineCheck({
  code: 'G19',
  severity: 'error',
  title: 'Huge pages of a size that the host does not have',
  explanation:
    'A processor has huge pages of one or two sizes, and a hugetlb file for each. The sizes of a host are in ' +
    '`/sys/kernel/mm/hugepages`. Told only where the host is known.',
  on: ['Knob'],
  check(node, { facts, report }) {
    const size = node.key === undefined ? undefined : hugepageSizeOf(node.key);
    const there = facts?.hugepageSizes;
    if (size === undefined || !there || there.includes(size)) return;
    const at = { node, property: 'key' };
    report(at, {
      message: message('This host has no huge pages of {0}; it has {1}.', size, there.join(', ') || '–'),
      fixes: there
        .filter((each) => !blockOf(node).some(({ key }) => key === node.key.replace(size, each)))
        .map((each) => ({
          title: message('Use {0}', each),
          edits: [replace(at, node.key.replace(size, each))],
        })),
    });
  },
});
