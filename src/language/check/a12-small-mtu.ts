import { message } from '../../base/message.ts';
import { isMtu, type Mtu } from '../generated/ast.ts';
import type { AddressUse } from '../spec-index.ts';
import { type Attachment, Wiring } from '../wiring.ts';
import { defineCheck } from './check.ts';
import { replace } from './spans.ts';

/** RFC 8200, 5: every link carries packets of so many bytes. */
const LEAST = 1280;

/** Below that the MTU itself is refused (I05): RFC 791. */
const LEAST_AT_ALL = 68;

/** The MTU that holds for an interface: its own, else that of its wire. */
function mtuOf({ owner, segment }: Attachment): Mtu | undefined {
  const own: readonly { readonly $type: string }[] = owner.body;
  const wires: readonly { readonly $type: string }[] = segment.wire?.body ?? [];
  return own.findLast(isMtu) ?? wires.findLast(isMtu);
}

function isTooSmall(text: string | undefined): boolean {
  const bytes = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN;
  return bytes >= LEAST_AT_ALL && bytes < LEAST;
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
        if (mtu && isTooSmall(mtu.value) && !found.has(mtu)) found.set(mtu, six);
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
