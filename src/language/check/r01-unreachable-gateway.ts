import { type Message, message } from '../../base/message.ts';
import { contains, formatAddress, formatSubnet } from '../../model/spec/address.ts';
import { isLinkLocal } from '../../model/spec/special-addresses.ts';
import { type NextHop, nextHopsOf, Routing } from '../routing.ts';
import { isOn, membershipsOf, subnetsOn } from '../wire-subnets.ts';
import { type Attachment, hasAddress, parseSubnet, stackName } from '../wiring.ts';
import { once, useLikelyHop } from './address-fixes.ts';
import { type CheckContext, defineCheck } from './check.ts';

/** Whether the networks of an interface are not known: another check says what is wrong with its address. */
function isUnclear(attachment: Attachment, { ip }: NextHop): boolean {
  if (attachment.addresses.some(({ subnet }) => !subnet)) return true;
  // The address is outside the network of its wire, not the gateway (A05).
  const hasOne = membershipsOf(attachment).some((own) => own.ip.family === ip.family);
  return hasOne && isOn(subnetsOn(attachment.segment, ip.family), ip);
}

/** Whether it may be behind an interface that the file does not tell. */
function mayBeOutside({ stack, node, ip }: NextHop, facts: CheckContext['facts']): boolean {
  if (!stack.isOpen || node.$type === 'Gateway' || node.dev) return false;
  const routes = stack.isHost ? facts?.routes : undefined;
  return !routes?.length || routes.some(({ to }) => contains(parseSubnet(to) ?? NOWHERE, ip));
}

const NOWHERE = { family: 4, base: -1n, prefix: 32 } as const;

function complaint({ by, ip, stack }: NextHop): Message {
  const text = formatAddress(ip);
  const [only, another] = by;
  if (!only || another) return message('{0} is in no network that {1} is on.', text, stackName(stack));
  const subnets = only.addresses.flatMap(({ subnet }) => (subnet?.family === ip.family ? [formatSubnet(subnet)] : []));
  if (subnets.length === 0)
    return message('{0} is out of reach: {1} has no IPv{2} address.', text, only.owner.name, ip.family);
  return message('{0} is out of reach: {1} is in {2}.', text, only.owner.name, subnets.join(', '));
}

export const r01 = defineCheck({
  code: 'R01',
  severity: 'error',
  title: 'Gateway that is in no network of its interface',
  explanation:
    'A gateway is a neighbour: the kernel must reach it directly, over a network that the interface has an address of. Else ' +
    'it refuses the route: “Nexthop has invalid gateway” or “No route to host”. Name the address that the router has on the ' +
    'same wire. The `via` of a route must be in a network of any interface of the place, with `dev` in one of that interface.',
  on: ['Spec'],
  check(_spec, { facts, index, report }) {
    const routing = Routing.of(index);
    for (const stack of routing.wiring.stacks) {
      once(nextHopsOf(stack), (nextHop) => {
        const { ip, by, node, property } = nextHop;
        if (hasAddress(stack, ip) || isLinkLocal(ip) || routing.reachOf(nextHop)) return;
        if (mayBeOutside(nextHop, facts)) return;
        if (by.length === 0 && (node.$type === 'Gateway' || node.dev)) return;
        if (by.some((each) => isUnclear(each, nextHop))) return;
        report({ node, property }, { message: complaint(nextHop), fixes: useLikelyHop(nextHop) });
      });
    }
  },
});
