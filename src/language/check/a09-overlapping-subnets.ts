import { message } from '../../base/message.ts';
import { formatSubnet, overlap } from '../../model/spec/address.ts';
import { type Membership, membershipsOf } from '../wire-subnets.ts';
import { type Stack, stackName, Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck } from './check.ts';

/** The addresses of a stack that tell a network, those of large networks before those inside them. */
function sorted({ attachments }: Stack): Membership[] {
  return attachments.flatMap(membershipsOf).sort(({ subnet: a }, { subnet: b }) => {
    if (a.family !== b.family) return a.family - b.family;
    return a.base < b.base ? -1 : a.base > b.base ? 1 : a.prefix - b.prefix;
  });
}

function tell({ report }: CheckContext, stack: Stack, a: Membership, b: Membership): void {
  // What stands further below was written on top of the other.
  const isLater = (a.use.node.$cstNode?.offset ?? 0) > (b.use.node.$cstNode?.offset ?? 0);
  const [first, second] = isLater ? [b, a] : [a, b];
  const wires = [second, first].map(({ attachment }) => attachment.segment.wire?.name ?? attachment.owner.name);
  report(
    { node: second.use.node, property: 'value' },
    {
      message: message(
        '{0} is on both {1} and {2}, whose networks {3} and {4} overlap.',
        stackName(stack),
        ...wires,
        formatSubnet(second.subnet),
        formatSubnet(first.subnet),
      ),
      related: [{ at: { node: first.use.node, property: 'value' }, message: message('This is the other network.') }],
    },
  );
}

export const a09 = defineCheck({
  code: 'A09',
  severity: 'error',
  title: 'Networks of two wires of one place overlap',
  explanation:
    'A place that is on two wires needs a network of its own on each: the kernel makes a route for every address, and when two ' +
    'cover the same destination it takes the longer prefix, or else the one that was there first. The other wire is not reached. ' +
    'Bridges stand on the host unless they say `in PLACE`, so two bridges with addresses need two networks.',
  on: ['Spec'],
  check(_spec, context) {
    const told = new Set<Membership['use']['node']>();
    for (const stack of Wiring.of(context.index).stacks) {
      // Networks are inside each other or apart: the one that reaches furthest is enough to compare with.
      let widest: Membership | undefined;
      for (const member of sorted(stack)) {
        if (!widest || !overlap(widest.subnet, member.subnet)) {
          widest = member;
          continue;
        }
        const isSame = widest.attachment.segment === member.attachment.segment;
        const isDuplicate = widest.ip.value === member.ip.value;
        if (isSame || isDuplicate || told.has(member.use.node)) continue;
        told.add(member.use.node);
        tell(context, stack, widest, member);
      }
    }
  },
});
