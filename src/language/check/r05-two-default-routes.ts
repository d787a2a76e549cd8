import { message } from '../../base/message.ts';
import type { Gateway, Route } from '../generated/ast.ts';
import { Routing } from '../routing.ts';
import { stackName } from '../wiring.ts';
import { defineCheck } from './check.ts';
import { remove } from './spans.ts';

export const r05 = defineCheck({
  code: 'R05',
  severity: 'error',
  title: 'Two default routes in one place',
  explanation:
    'A place has one default route for IPv4 and one for IPv6. The kernel refuses a second one of the same metric: “File exists”. ' +
    'Keep the gateway that leads to the rest of the world, and write a `route` to each network behind the other one.',
  on: ['Spec'],
  check(_spec, { index, report, text }) {
    const routing = Routing.of(index);
    const told = new Set<Gateway | Route>();
    for (const stack of routing.wiring.stacks) {
      const firsts = new Map<number, Gateway | Route>();
      for (const { subnet, node } of routing.tableOf(stack).lines) {
        if (subnet.prefix !== 0 || node.$type === 'Address') continue;
        const first = firsts.get(subnet.family);
        if (!first) firsts.set(subnet.family, node);
        if (!first || first === node || told.has(node)) continue;
        told.add(node);
        report(
          { node },
          {
            message: message('{0} has two default routes for IPv{1}.', stackName(stack), subnet.family),
            fixes: [{ title: message('Remove this one'), edits: [remove(node, text)] }],
            related: [{ at: { node: first }, message: message('This is the other one.') }],
          },
        );
      }
    }
  },
});
