import { message } from '../../base/message.ts';
import { bitsOf, formatAddress, formatSubnet, type IpAddress, type Subnet } from '../../model/spec/address.ts';
import { isOn, type Membership, membersOf, narrowOn, subnetsOn } from '../wire-subnets.ts';
import { type Attachment, type Segment, Wiring } from '../wiring.ts';
import { FreeAddresses, once, writeAddress } from './address-fixes.ts';
import { defineCheck, type Fix } from './check.ts';

/** Addresses outside of an interface that has none inside. */
function outside(segment: Segment, family: IpAddress['family'], subnets: readonly Subnet[]): Membership[] {
  const members = membersOf(segment, family);
  const inside = new Set<Attachment>();
  for (const { attachment, ip } of members) if (isOn(subnets, ip)) inside.add(attachment);
  return members.filter(({ attachment }) => !inside.has(attachment));
}

/** The same address in another network: what stands behind the prefix is kept where it is free. */
function move(free: FreeAddresses, { attachment, ip, use }: Membership, subnet: Subnet): Fix[] {
  const host = (1n << BigInt(bitsOf(ip.family) - subnet.prefix)) - 1n;
  const value = free.proposeNear(attachment.segment, subnet, subnet.base | (ip.value & host));
  if (value === undefined) return [];
  const text = formatAddress({ ...ip, value, prefix: subnet.prefix });
  return [
    {
      title: message('Move it into {0}: {1}', formatSubnet(subnet), text),
      edits: [writeAddress(use.node, text)],
      preferred: true,
    },
  ];
}

export const a05 = defineCheck({
  code: 'A05',
  severity: 'error',
  title: 'Address outside the network of its bridge or peer',
  explanation:
    'Interfaces on one wire reach each other only when their addresses are in one network: the kernel sends what is outside to the ' +
    'gateway, or refuses it (“Network is unreachable”). The network is that of the bridge, else the one that most interfaces on the ' +
    'wire share, else that of the first. An interface with an address inside may have others.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    const free = new FreeAddresses();
    for (const segment of Wiring.of(index).segments) {
      for (const family of [4, 6] as const) {
        const subnets = subnetsOn(segment, family);
        const [subnet] = subnets;
        if (!subnet || narrowOn(segment, family)) continue;
        const example = membersOf(segment, family).find(({ ip }) => isOn([subnet], ip));
        once(
          outside(segment, family, subnets).map((member) => ({ node: member.use.node, member })),
          ({ node, member }) => {
            const text = formatAddress({ ...member.ip, prefix: undefined });
            const wire = segment.wire?.name ?? '?';
            report(
              { node, property: 'value' },
              {
                message: message('Address {0} is outside {1}, the network of {2}.', text, formatSubnet(subnet), wire),
                fixes: move(free, member, subnet),
                related: example
                  ? [
                      {
                        at: { node: example.use.node, property: 'value' },
                        message: message('This address says the network.'),
                      },
                    ]
                  : [],
              },
            );
          },
        );
      }
    }
  },
});
