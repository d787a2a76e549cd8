import { formatAddress } from '../../model/spec/address.ts';
import type { AddressUse } from '../spec-index.ts';

/** Addresses in the form of ip-address(8), `10.0.0.1/24`; what is none is left out. */
export function addressTexts(addresses: readonly AddressUse[]): string[] {
  return addresses.flatMap(({ ip }) => (ip ? [formatAddress(ip)] : []));
}
