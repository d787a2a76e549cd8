import { message } from '../../base/message.ts';
import { namespacesOf } from '../container-namespaces.ts';
import { isCgroupRef, isLimits } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';

export const c07 = defineCheck({
  code: 'C07',
  severity: 'information',
  title: 'A cgroup namespace around a group without limits',
  explanation:
    'A cgroup namespace makes the group of a container look like the root. It hides where the container is; it limits nothing. ' +
    'Add `limits`, or put it into a group with limits.',
  on: ['Container'],
  check(container, { report }) {
    const list = namespacesOf(container);
    const index = list?.kinds?.indexOf('cgroup') ?? -1;
    if (!list || index < 0 || statementsOf(container).some((each) => isLimits(each) || isCgroupRef(each))) return;
    report({ node: list, property: 'kinds', index }, { message: message('{0} has no limits.', container.name) });
  },
});
