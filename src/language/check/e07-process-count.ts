import { message } from '../../base/message.ts';
import { countOf, MAX_PROCESSES } from '../expectations.ts';
import type { Processes } from '../generated/ast.ts';
import { ancestorsOf, type KnobOwner, numberOf, settingsOf } from '../knobs.ts';
import { defineCheck } from './check.ts';

/** The lowest `pids.max` that holds, with whose it is. */
function mostIn(owner: KnobOwner): { readonly most: number; readonly name: string } | undefined {
  const limits = [owner, ...ancestorsOf(owner)].flatMap((each) => {
    const most = numberOf(settingsOf(each).get('pids.max'));
    return most === undefined ? [] : [{ most, name: each.name }];
  });
  return limits.toSorted((a, b) => a.most - b.most)[0];
}

function ownerOf({ $container: { subject } }: Processes): KnobOwner | undefined {
  const node = subject?.ref;
  return node && (node.$type === 'Container' || node.$type === 'Cgroup') ? node : undefined;
}

export const e07 = defineCheck({
  code: 'E07',
  severity: 'error',
  title: 'A number of processes that cannot be',
  explanation:
    'Processes are counted in whole numbers from 0 (nothing runs any more) to 4194304, the most that a kernel has. More than `pids.max` of ' +
    'the group or of one above allows never are there (a warning); that limit counts threads too.',
  on: ['Processes'],
  check(node, { report }) {
    if (node.count === undefined) return;
    const at = { node, property: 'count' };
    const count = countOf(node.count);
    if (count === undefined) {
      report(at, {
        message: message('{0} is no number of processes: they are from 0 to {1}.', node.count, MAX_PROCESSES),
      });
      return;
    }
    const owner = ownerOf(node);
    const limit = owner && mostIn(owner);
    if (!limit || node.$container.negated || count <= limit.most) return;
    report(at, {
      severity: 'warning',
      message: message('There are never so many: pids.max of {0} is {1}.', limit.name, limit.most),
    });
  },
});
