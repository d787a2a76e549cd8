import { message } from '../../base/message.ts';
import {
  contains,
  formatAddress,
  formatSubnet,
  type IpAddress,
  type Subnet,
  subnetOf,
} from '../../model/spec/address.ts';
import { isForwarding } from '../forwarding.ts';
import { isInterface, type Route } from '../generated/ast.ts';
import { AddressList, Routing, type Step, sourceFor, type TableLine } from '../routing.ts';
import { type Attachment, type Stack, stackName, translatedBy } from '../wiring.ts';
import { type CheckContext, defineCheck, type Edit } from './check.ts';
import { addStatement } from './spans.ts';

/** So many destinations of a route are looked at, so that the time stays small. */
const MAX_TARGETS = 16;

interface Lost {
  /** Places on the way that do not know the way back, the first one first. */
  readonly steps: readonly Step[];
  /** The network that a route should lead back to. */
  readonly source: Subnet;
}

/** Where the answers to what a route sends are lost; undefined: they come back, or nothing is known. */
function lostBehind(line: TableLine, from: Stack, routing: Routing, list: AddressList): Lost | undefined {
  const { nextHop, attachment, subnet } = line;
  const own = nextHop && attachment && sourceFor(attachment, nextHop.ip);
  const source = own && subnetOf(own);
  if (!source) return undefined;
  for (const { ip } of list.in(subnet, MAX_TARGETS)) {
    if (routing.tableOf(from).lookup(ip)?.node !== line.node) continue;
    const way = routing.trace(from, ip) ?? [];
    const isHidden = way.slice(0, -1).some(({ stack }) => translatedBy(stack).some((each) => contains(each, own)));
    const steps = isHidden ? [] : way.filter(({ stack }) => !knows(stack, own, routing));
    if (steps.length > 0) return { steps, source };
  }
  return undefined;
}

/** The host knows networks of the file only by what the file says; of what is joined from outside nothing is known. */
function knows(stack: Stack, ip: IpAddress, routing: Routing): boolean {
  return (stack.isOpen && !stack.isHost) || routing.tableOf(stack).lookup(ip) !== undefined;
}

function addRoutes({ steps, source }: Lost, text: string): Edit[] {
  const edits = steps.flatMap(({ stack, back }) => {
    if (!back) return [];
    const route = `route ${formatSubnet(source)} via ${formatAddress({ ...back, prefix: undefined })}`;
    if (stack.place) return [addStatement(stack.place, route, text)];
    const end = text.trimEnd().length;
    return stack.isHost ? [{ offset: end, end, text: `\n\nhost {\n  ${route}\n}` }] : [];
  });
  return edits.length === steps.length ? edits : [];
}

function tell(route: Route, from: Stack, lost: Lost, { report, text }: CheckContext): void {
  const [first] = lost.steps;
  if (!first) return;
  const edits = addRoutes(lost, text);
  const { place } = first.stack;
  report(
    { node: route, property: 'dest' },
    {
      message: message(
        'No answer comes back: {0} has no route to {1}, where {2} is.',
        stackName(first.stack),
        formatSubnet(lost.source),
        stackName(from),
      ),
      fixes:
        edits.length === 0
          ? []
          : [
              {
                title: message('Add the way back in {0}', lost.steps.map(({ stack }) => stackName(stack)).join(', ')),
                edits,
                preferred: true,
              },
            ],
      related: place ? [{ at: { node: place, property: 'name' }, message: message('The way back ends here.') }] : [],
    },
  );
}

/** Who sends through a router by its gateway, and from which network. */
interface Sender {
  readonly stack: Stack;
  readonly source: IpAddress;
  readonly by: Attachment;
}

/** Routers that forward, with those who have them as their gateway. */
function sendersOf(routing: Routing): ReadonlyMap<Stack, readonly Sender[]> {
  const senders = new Map<Stack, Sender[]>();
  for (const stack of routing.wiring.stacks) {
    for (const { nextHop, attachment, subnet } of routing.tableOf(stack).lines) {
      const source = subnet.prefix === 0 && nextHop && attachment ? sourceFor(attachment, nextHop.ip) : undefined;
      const router = source && nextHop && routing.holderOf(nextHop);
      if (!router || !attachment || router.isOpen || !isForwarding(router, source.family)) continue;
      if (translatedBy(router).some((each) => contains(each, source))) continue;
      senders.set(router, [...(senders.get(router) ?? []), { stack, source, by: attachment }]);
    }
  }
  return senders;
}

/** Whether a place has no route but those to its wires. */
function isWithoutRoutes(stack: Stack, routing: Routing): boolean {
  return !stack.isOpen && routing.tableOf(stack).lines.every(({ node }) => node.$type === 'Address');
}

/** Tells of places that a router reaches, but which do not know it. */
function tellSilent(router: Stack, senders: readonly Sender[], routing: Routing, { report, text }: CheckContext): void {
  for (const own of router.attachments) {
    const sender = senders.find(({ by }) => by.segment !== own.segment);
    if (!sender || own.segment.isOpen) continue;
    for (const { owner, stack, addresses } of own.segment.attachments) {
      if (stack === router || stack === sender.stack || !isInterface(owner) || !isWithoutRoutes(stack, routing))
        continue;
      const hop = addresses.flatMap(({ ip }) =>
        ip?.family === sender.source.family ? (sourceFor(own, ip) ?? []) : [],
      )[0];
      if (!hop || routing.tableOf(stack).lookup(sender.source)) continue;
      const statement = `gateway ${formatAddress({ ...hop, prefix: undefined })}`;
      report(
        { node: owner, property: 'name' },
        {
          message: message(
            '{0} cannot answer {1}, which sends through {2}: it has no gateway.',
            stackName(stack),
            stackName(sender.stack),
            stackName(router),
          ),
          fixes: [
            { title: message('Add {0}', statement), edits: [addStatement(owner, statement, text)], preferred: true },
          ],
        },
      );
    }
  }
}

export const r08 = defineCheck({
  code: 'R08',
  severity: 'information',
  title: 'Route without a way back',
  explanation:
    'A route leads packets to another network, but a place on the way there has no route to the network that they come from: it ' +
    'drops the answers (“Network is unreachable”), and the sender sees only that nothing happens. So it is with a place without any ' +
    'gateway behind a router that others have as theirs. Add a route or a gateway there. ' +
    'Where a place on the way has a `nat` for the sender, no route back is needed.',
  on: ['Spec'],
  check(_spec, context) {
    const routing = Routing.of(context.index);
    const told = new Set<Route>();
    let list: AddressList | undefined;
    for (const stack of routing.wiring.stacks) {
      for (const line of routing.tableOf(stack).lines) {
        const { node, subnet, nextHop } = line;
        if (!nextHop || node.$type !== 'Route' || subnet.prefix === 0 || told.has(node)) continue;
        list ??= new AddressList(routing.wiring);
        const lost = lostBehind(line, stack, routing, list);
        if (!lost) continue;
        told.add(node);
        tell(node, stack, lost, context);
      }
    }
    for (const [router, senders] of sendersOf(routing)) tellSilent(router, senders, routing, context);
  },
});
