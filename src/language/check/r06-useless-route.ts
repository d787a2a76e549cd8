import { message } from '../../base/message.ts';
import { formatAddress, formatSubnet } from '../../model/spec/address.ts';
import { isInterface, isRoute, type Route } from '../generated/ast.ts';
import { Routing, type RoutingTable, type TableLine } from '../routing.ts';
import { subnetKey } from '../wiring.ts';
import { type CheckContext, defineCheck, type Finding } from './check.ts';
import { addStatement, remove } from './spans.ts';

type RouteLine = TableLine & { readonly node: Route };

function isRouteLine(line: TableLine): line is RouteLine {
  return isRoute(line.node);
}

/** `route 0.0.0.0/0 via X`, for which there is a word. */
function asGateway({ node, nextHop, attachment }: RouteLine, { text }: CheckContext): Finding | undefined {
  if (!nextHop) return undefined;
  const statement = `gateway ${formatAddress(nextHop.ip)}`;
  const owner = attachment?.owner;
  const title = message('Write {0} in {1}', statement, owner?.name ?? '');
  return {
    message: message('This is the default route: {0} says it.', 'gateway'),
    fixes: isInterface(owner)
      ? [{ title, edits: [remove(node, text), addStatement(owner, statement, text)], preferred: true }]
      : [],
  };
}

/** What makes a route useless: the same one before it, or the network on a wire. */
function sameAs(first: TableLine, { node, subnet }: RouteLine, { text }: CheckContext): Finding {
  return {
    message:
      first.node.$type === 'Address'
        ? message('{0} is on a wire of this place: it has a route already.', formatSubnet(subnet))
        : message('There is another route to {0} in this place.', formatSubnet(subnet)),
    fixes: [{ title: message('Remove this route'), edits: [remove(node, text)], preferred: true }],
    related: [{ at: { node: first.node }, message: message('This makes the other route.') }],
  };
}

/** A route that says what the next larger one says. */
function within(
  table: RoutingTable,
  { node, subnet, nextHop, attachment }: RouteLine,
  { text }: CheckContext,
): Finding | undefined {
  const wider = nextHop && table.lookup({ family: subnet.family, value: subnet.base }, subnet.prefix);
  if (wider?.nextHop?.ip.value !== nextHop?.ip.value || !wider?.nextHop || wider.attachment !== attachment)
    return undefined;
  return {
    severity: 'hint',
    unnecessary: true,
    message: message('Packets to {0} go to {1} anyway.', formatSubnet(subnet), formatAddress(wider.nextHop.ip)),
    fixes: [{ title: message('Remove this route'), edits: [remove(node, text)] }],
    related: [{ at: { node: wider.node }, message: message('This sends them there.') }],
  };
}

function* findingsIn(table: RoutingTable, context: CheckContext): Generator<[Route, Finding | undefined]> {
  const firsts = new Map<string, TableLine>();
  const defaults = [4, 6].map((family) =>
    table.lines.filter(({ subnet }) => subnet.prefix === 0 && subnet.family === family),
  );
  for (const line of table.lines) {
    const key = subnetKey(line.subnet);
    const first = firsts.get(key);
    if (!first) firsts.set(key, line);
    if (!isRouteLine(line)) continue;
    const { family, prefix } = line.subnet;
    if (prefix === 0) {
      if (defaults[family === 4 ? 0 : 1]?.length === 1) yield [line.node, asGateway(line, context)];
    } else if (first && first.node !== line.node) {
      yield [line.node, sameAs(first, line, context)];
    } else yield [line.node, within(table, line, context)];
  }
}

export const r06 = defineCheck({
  code: 'R06',
  severity: 'warning',
  title: 'Route that is told twice, or is the default route',
  explanation:
    'A destination has one route in a place: the kernel refuses a second one to the same network (“File exists”), also when the ' +
    'network is on a wire of the place, for which it makes the route itself. A route inside another with the same next hop changes ' +
    'nothing (a hint). The default route is written as `gateway` in the interface that it leaves by, not as `route 0.0.0.0/0`.',
  on: ['Spec'],
  check(_spec, context) {
    const routing = Routing.of(context.index);
    const told = new Set<Route>();
    for (const stack of routing.wiring.stacks) {
      for (const [node, finding] of findingsIn(routing.tableOf(stack), context)) {
        if (!finding || told.has(node)) continue;
        told.add(node);
        context.report({ node }, finding);
      }
    }
  },
});
