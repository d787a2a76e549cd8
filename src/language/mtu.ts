import { isMtu, type Link, type Mtu } from './generated/ast.ts';
import type { Attachment } from './wiring.ts';

/** Bytes that a link must and can carry: RFC 791, and ETH_MAX_MTU of linux/if_ether.h, which veth has. */
export const LEAST_MTU = 68;
export const LARGEST_MTU = 65535;

/** What Ethernet carries. */
export const DEFAULT_MTU = 1500;

/** The number that a statement says; undefined when it is none that a link can have. */
export function bytesOf(mtu: Mtu | undefined): number | undefined {
  const bytes = /^\d+$/.test(mtu?.value ?? '') ? Number(mtu?.value) : Number.NaN;
  return bytes >= LEAST_MTU && bytes <= LARGEST_MTU ? bytes : undefined;
}

export function ownMtu({ owner }: Attachment): Mtu | undefined {
  const body: readonly { readonly $type: string }[] = owner.body;
  return body.findLast(isMtu);
}

export function wireMtu(wire: Link | undefined): Mtu | undefined {
  const body: readonly { readonly $type: string }[] = wire?.body ?? [];
  return body.findLast(isMtu);
}

/** The statement that holds for an interface: its own, else that of its wire. */
export function mtuOf(attachment: Attachment): Mtu | undefined {
  return ownMtu(attachment) ?? wireMtu(attachment.segment.wire);
}
