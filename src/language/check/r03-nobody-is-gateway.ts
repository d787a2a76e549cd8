import { message } from '../../base/message.ts';
import { contains, formatAddress, hostRange } from '../../model/spec/address.ts';
import { isLinkLocal } from '../../model/spec/special-addresses.ts';
import { type NextHop, nextHopsOf, Routing } from '../routing.ts';
import { type Attachment, addressKey, hasAddress, type Segment } from '../wiring.ts';
import { once, useLikelyHop } from './address-fixes.ts';
import { defineCheck, type Fix } from './check.ts';
import { addStatement } from './spans.ts';

/** Who lacks an address and could have that of the gateway: the bridge, or the only peer. */
function candidate({ attachments, wire }: Segment, { stack, ip }: NextHop): Attachment | undefined {
  const [bridge] = attachments;
  const others = attachments.filter((each) => each.stack !== stack);
  const found = bridge?.owner === wire ? bridge : others.length === 1 ? others[0] : undefined;
  const isFree = found?.addresses.every((use) => use.ip && use.ip.family !== ip.family);
  return found && found.stack !== stack && isFree ? found : undefined;
}

/** Gives the address of the gateway to somebody. */
function give({ owner }: Attachment, by: Attachment, { ip }: NextHop, text: string): Fix[] {
  const subnet = by.addresses.find((use) => use.subnet && contains(use.subnet, ip))?.subnet;
  if (!subnet) return [];
  const { first, last } = hostRange(subnet);
  if (ip.value < first || ip.value > last) return [];
  const address = formatAddress({ ...ip, prefix: subnet.prefix });
  const edits = [addStatement(owner, `address ${address}`, text, 'first')];
  return [{ title: message('Give {0} the address {1}', owner.name, address), edits, preferred: true }];
}

export const r03 = defineCheck({
  code: 'R03',
  severity: 'warning',
  title: 'Gateway that nobody on the wire is',
  explanation:
    'No interface on the wire has the address of the gateway: nobody answers when the kernel asks for it (ARP, neighbour discovery), ' +
    'and everything that goes through it ends in “No route to host”. Give the address to the bridge or to the router, or name the ' +
    'address that it has. Nothing is said of wires that go on outside of the file.',
  on: ['Spec'],
  check(_spec, { index, report, text }) {
    const routing = Routing.of(index);
    const given = new Map<Segment, Set<string>>();
    for (const stack of routing.wiring.stacks) {
      once(nextHopsOf(stack), (nextHop) => {
        const { ip, node, property } = nextHop;
        const by = routing.reachOf(nextHop);
        const wire = by?.segment.wire;
        if (!by || !wire || by.segment.isOpen || isLinkLocal(ip) || hasAddress(stack, ip)) return;
        if (routing.holderOf(nextHop)) return;
        const other = candidate(by.segment, nextHop);
        const gift = other ? give(other, by, nextHop, text) : [];
        const known = given.get(by.segment) ?? new Set();
        // One gift helps all who have this gateway.
        if (gift.length > 0 && known.has(addressKey(ip))) return;
        given.set(by.segment, known.add(addressKey(ip)));
        report(
          { node, property },
          {
            message: message('Nobody on {0} has the address {1}.', wire.name, formatAddress(ip)),
            fixes: gift.length > 0 ? gift : useLikelyHop({ ...nextHop, by: [by] }),
          },
        );
      });
    }
  },
});
