import { message } from '../../base/message.ts';
import { contains, formatSubnet, parseAddress, type Subnet, subnetOf } from '../../model/spec/address.ts';
import { isNat, type Nat } from '../generated/ast.ts';
import { Routing } from '../routing.ts';
import { netStatements, type SpecIndex } from '../spec-index.ts';
import { type Stack, Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

/** The interface of the default route, whichever that is. */
const DEFAULT = 'default';

function checkVia(node: Nat, stack: Stack, { facts, report }: CheckContext): void {
  const { dev } = node;
  if (dev === undefined || dev === DEFAULT) return;
  const own = stack.attachments.map(({ owner }) => owner.name);
  const known = stack.isHost ? facts?.links?.map(({ name }) => name) : [];
  // The host and what is joined from outside have links that the file does not tell.
  if (own.includes(dev) || !known || known.includes(dev) || (stack.isOpen && !stack.isHost)) return;
  const near =
    nearest(
      dev,
      [...own, ...known].filter((name) => name !== undefined),
    ) ?? DEFAULT;
  const at = { node, property: 'dev' };
  report(at, {
    message: message('There is no interface {0} here.', dev),
    fixes: [{ title: message('Use {0}', near), edits: [replace(at, near)] }],
  });
}

/** Whether a place knows the way to a network, by an interface on it or by a route that is not the default one. */
function knowsWayTo(stack: Stack, subnet: Subnet, index: SpecIndex): boolean {
  return Routing.of(index)
    .tableOf(stack)
    .lines.some(
      (line) =>
        line.subnet.prefix > 0 &&
        (contains(line.subnet, subnetStart(subnet)) || contains(subnet, subnetStart(line.subnet))),
    );
}

function subnetStart({ family, base }: Subnet) {
  return { family, value: base };
}

export const i15 = defineCheck({
  code: 'I15',
  severity: 'error',
  title: 'NAT that translates nothing',
  explanation:
    '`nat from 10.1.0.0/24 via eth0` gives packets of that network that leave through `eth0` the address of `eth0` (masquerading). The ' +
    'interface must be in the same place; `default` means that of the default route. The network must be one to which this place knows a way, ' +
    'else its packets never come here and the answers never go back.',
  on: ['Host', 'Netns', 'Container'],
  check(place, context) {
    const stack = Wiring.of(context.index).stackOf(place);
    for (const node of netStatements(place).filter(isNat)) {
      checkVia(node, stack, context);
      const ip = node.source === undefined ? undefined : parseAddress(node.source);
      const subnet = ip && subnetOf(ip);
      if (!subnet || knowsWayTo(stack, subnet, context.index)) continue;
      if (stack.isOpen && !stack.isHost) continue;
      context.report(
        { node, property: 'source' },
        { severity: 'warning', message: message('No way leads from here to {0}.', formatSubnet(subnet)) },
      );
    }
  },
});
