import { message } from '../../base/message.ts';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { defineCheck } from './check.ts';
import { remove } from './spans.ts';

export const g03 = defineCheck({
  code: 'G03',
  severity: 'error',
  title: 'A cgroup file that is no setting',
  explanation:
    'Some files of a cgroup only tell something (`memory.current`), some do something once when they are written ' +
    '(`cgroup.kill`), and some are written by whoever makes the group (`cgroup.procs`, `cgroup.subtree_control`). None of them ' +
    'is part of what an environment is. Remove the line; status and the tree show what such files tell.',
  on: ['Knob'],
  check(node, { report, text }) {
    const file = node.key === undefined ? undefined : interfaceFile(node.key);
    if (!file || file.use === 'limit') return;
    const { key } = node;
    const messages = {
      status: message('{0} only tells something: it cannot be set.', key),
      action: message('{0} does something once: it is no setting.', key),
      internal: message('{0} is written by Isolens itself.', key),
      host: message('{0} is a file of the root group: it belongs to the host.', key),
    };
    report(
      { node },
      {
        message: messages[file.use],
        fixes: [{ title: message('Remove the line'), edits: [remove(node, text)], preferred: true }],
      },
    );
  },
});
