import { message } from '../../base/message.ts';
import { type Bridge, type Interface, isBridge } from '../generated/ast.ts';
import { type Stack, stackName, Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck } from './check.ts';

type Owner = Interface | Bridge;

/** Of a bridge and an interface the interface is told: the name of the bridge is that of the wire. */
function checkStack(stack: Stack, told: Set<Owner>, { report }: CheckContext): void {
  const known = new Map<string, Owner>();
  for (const { owner } of stack.attachments) {
    if (owner.name === undefined) continue;
    const first = known.get(owner.name);
    if (!first) known.set(owner.name, owner);
    // Of two bridges N01 says that they have one name.
    if (!first || isBridge(owner) || told.has(owner)) continue;
    told.add(owner);
    if (first === owner) {
      report(
        { node: owner, property: 'name' },
        { message: message('Several containers that share {0} bring this interface.', stackName(stack)) },
      );
      continue;
    }
    report(
      { node: owner, property: 'name' },
      {
        message: message('{0} already has an interface {1}.', stackName(stack), owner.name),
        related: [{ at: { node: first, property: 'name' }, message: message('It is here too.') }],
      },
    );
  }
}

export const i03 = defineCheck({
  code: 'I03',
  severity: 'error',
  title: 'Two interfaces of one name in one place',
  explanation:
    'In one network namespace each interface has a name of its own: the second one is refused (“File exists”). A bridge is an ' +
    'interface of the place that it stands in. Containers that join the network of another bring theirs into the same namespace, ' +
    'and so do profiles. Rename one of them.',
  on: ['Spec'],
  check(_spec, context) {
    const told = new Set<Owner>();
    for (const stack of Wiring.of(context.index).stacks) checkStack(stack, told, context);
  },
});
