import { message } from '../../base/message.ts';
import { addKind, ownKinds } from '../container-namespaces.ts';
import { isJoin } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { remove } from './spans.ts';

export const c26 = defineCheck({
  code: 'C26',
  severity: 'warning',
  title: 'A network namespace of others in a user namespace of its own',
  explanation:
    'Who may configure a network namespace is decided in the user namespace that owns it (user_namespaces(7)). From a new user namespace ' +
    'one can use the network of another, but `ip link set`, mounting sysfs and binding to ports below 1024 fail with EPERM, and setns(2) ' +
    'into it too. A network namespace of its own, wired to the other by a veth or bridge, has none of these.',
  on: ['Container'],
  check(container, { report, text }) {
    if (!ownKinds(container).has('user')) return;
    const join = statementsOf(container).find((each) => isJoin(each) && each.kind === 'net');
    if (!isJoin(join)) return;
    const own = join.$container === container;
    report(
      { node: join },
      {
        message: message(
          'The network will not belong to the user namespace of {0}: sysfs and ip fail inside.',
          container.name,
        ),
        fixes: own
          ? [
              {
                title: message('Give it a network namespace of its own'),
                edits: [remove(join, text), addKind(container, 'net', text)],
              },
            ]
          : [],
      },
    );
  },
});
