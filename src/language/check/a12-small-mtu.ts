import { message } from '../../base/message.ts';
import type { Mtu } from '../generated/ast.ts';
import { bytesOf, mtuOf } from '../mtu.ts';
import type { AddressUse } from '../spec-index.ts';
import { Wiring } from '../wiring.ts';
import { defineCheck } from './check.ts';
import { replace } from './spans.ts';

/** RFC 8200, 5: every link carries packets of so many bytes. */
const LEAST = 1280;

/** Below what any link carries the MTU itself is refused (I05). */
function isTooSmall(mtu: Mtu): boolean {
  const bytes = bytesOf(mtu);
  return bytes !== undefined && bytes < LEAST;
}

export const a12 = defineCheck({
  code: 'A12',
  severity: 'error',
  title: 'IPv6 address on an interface with an MTU below 1280',
  explanation:
    'IPv6 needs links that carry packets of 1280 bytes (RFC 8200, 5). On an interface with a smaller MTU the kernel switches ' +
    'IPv6 off, and refuses the address: “Invalid argument”. Raise the MTU, or use IPv4 only.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    const found = new Map<Mtu, AddressUse>();
    for (const { attachments } of Wiring.of(index).segments) {
      for (const attachment of attachments) {
        const six = attachment.addresses.find(({ ip }) => ip?.family === 6);
        const mtu = six && mtuOf(attachment);
        if (mtu && isTooSmall(mtu) && !found.has(mtu)) found.set(mtu, six);
      }
    }
    for (const [node, { node: address }] of found) {
      report(
        { node, property: 'value' },
        {
          message: message(
            'An interface with an MTU of {0} cannot have the IPv6 address {1}.',
            node.value,
            address.value,
          ),
          fixes: [
            {
              title: message('Use 1280'),
              edits: [replace({ node, property: 'value' }, String(LEAST))],
              preferred: true,
            },
          ],
          related: [{ at: { node: address, property: 'value' }, message: message('This is the address.') }],
        },
      );
    }
  },
});
