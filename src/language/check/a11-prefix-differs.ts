import { message } from '../../base/message.ts';
import { contains, formatAddress, formatSubnet, type IpAddress, type Subnet } from '../../model/spec/address.ts';
import { specialUse } from '../../model/spec/special-addresses.ts';
import { isRoute } from '../generated/ast.ts';
import type { AddressUse } from '../spec-index.ts';
import { isOn, subnetsOn } from '../wire-subnets.ts';
import { type Attachment, Wiring } from '../wiring.ts';
import { once, writeAddress } from './address-fixes.ts';
import { defineCheck } from './check.ts';

/** The network that an address is in, where it says another length. */
function otherLength({ ip, subnet }: AddressUse, subnets: readonly Subnet[]): Subnet | undefined {
  if (!ip || !subnet || specialUse(ip)) return undefined;
  const around = subnets.filter((each) => contains(each, ip));
  return around.some(({ prefix }) => prefix === subnet.prefix) ? undefined : around[0];
}

/** A single address on purpose: one more beside that of the network, or one with its routes told. */
function isAlone(
  { owner, stack, addresses }: Attachment,
  { ip, node }: AddressUse,
  subnets: readonly Subnet[],
): boolean {
  if (!ip || ip.prefix !== (ip.family === 4 ? 32 : 128)) return false;
  const isBeside = addresses.some((other) => other.node !== node && other.ip && isOn(subnets, other.ip));
  return isBeside || stack.statements.some((each) => isRoute(each) && each.dev?.ref === owner);
}

function others(
  { attachments }: { readonly attachments: readonly Attachment[] },
  family: IpAddress['family'],
  subnets: readonly Subnet[],
) {
  return attachments.flatMap((attachment) =>
    attachment.addresses.flatMap((use) => {
      const subnet = use.ip?.family === family ? otherLength(use, subnets) : undefined;
      return subnet && use.ip && !isAlone(attachment, use, subnets) ? [{ node: use.node, ip: use.ip, subnet }] : [];
    }),
  );
}

export const a11 = defineCheck({
  code: 'A11',
  severity: 'warning',
  title: 'Different prefix lengths on one wire',
  explanation:
    'The prefix length says which addresses an interface looks for on its wire. When it differs, one side sends directly and the ' +
    'other to its gateway, or not at all; broadcasts differ too. All interfaces on a wire should have the same. A single address (/32, ' +
    '/128) beside another of the network is fine.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    for (const segment of Wiring.of(index).segments) {
      for (const family of [4, 6] as const) {
        const subnets = subnetsOn(segment, family);
        once(subnets.length === 0 ? [] : others(segment, family, subnets), ({ node, ip, subnet }) => {
          const text = formatAddress({ ...ip, prefix: subnet.prefix });
          report(
            { node, property: 'value' },
            {
              message: message(
                'The network of {0} is {1}, but this address says /{2}.',
                segment.wire?.name ?? '?',
                formatSubnet(subnet),
                ip.prefix ?? '',
              ),
              fixes: [{ title: message('Use {0}', text), edits: [writeAddress(node, text)], preferred: true }],
            },
          );
        });
      }
    }
  },
});
