import { message } from '../../base/message.ts';
import { contains, formatAddress, formatSubnet } from '../../model/spec/address.ts';
import { capacityOf, membersOf, type Narrow, narrowOn } from '../wire-subnets.ts';
import { type Segment, Wiring } from '../wiring.ts';
import { writeAddress } from './address-fixes.ts';
import { defineCheck, type Edit } from './check.ts';

/** Gives every address that the wider network has its prefix length. */
function widen(segment: Segment, { wide }: Narrow): Edit[] {
  const inside = membersOf(segment, wide.family).filter(({ ip }) => contains(wide, ip));
  const texts = new Map(inside.map(({ use, ip }) => [use.node, formatAddress({ ...ip, prefix: wide.prefix })]));
  return [...texts].map(([node, text]) => writeAddress(node, text));
}

export const a13 = defineCheck({
  code: 'A13',
  severity: 'error',
  title: 'Network too small for the interfaces on it',
  explanation:
    'A network of prefix length N has 2^(32−N) IPv4 addresses, of which the first (the network) and the last (broadcast) cannot be ' +
    'given to interfaces: /30 is for two, /29 for six, /28 for fourteen. Here more interfaces are on the wire than the network has ' +
    'addresses for. Widen the network.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    for (const segment of Wiring.of(index).segments) {
      for (const family of [4, 6] as const) {
        const narrow = narrowOn(segment, family);
        const node = membersOf(segment, family).find(({ ip }) => narrow && contains(narrow.subnet, ip))?.use.node;
        if (!narrow || !node) continue;
        const { subnet, count, wide } = narrow;
        report(
          { node, property: 'value' },
          {
            message: message(
              '{0} has addresses for {1} interfaces, but {2} are on {3}.',
              formatSubnet(subnet),
              String(capacityOf(subnet)),
              count,
              segment.wire?.name ?? '?',
            ),
            fixes: [
              { title: message('Widen to {0}', formatSubnet(wide)), edits: widen(segment, narrow), preferred: true },
            ],
          },
        );
      }
    }
  },
});
