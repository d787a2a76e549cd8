import { type IpAddress, parseAddress, type Subnet, subnetOf } from './address.ts';

/** What a range of addresses is set aside for (RFC 6890 and the registries of IANA). */
export type SpecialUse = 'unspecified' | 'this-network' | 'loopback' | 'link-local' | 'multicast' | 'reserved';

const RANGES: readonly { readonly use: SpecialUse; readonly subnet: Subnet }[] = [
  range('this-network', '0.0.0.0/8'),
  range('loopback', '127.0.0.0/8'),
  range('link-local', '169.254.0.0/16'),
  range('multicast', '224.0.0.0/4'),
  range('reserved', '240.0.0.0/4'),
  range('unspecified', '::/128'),
  range('loopback', '::1/128'),
  range('link-local', 'fe80::/10'),
  range('multicast', 'ff00::/8'),
];

function range(use: SpecialUse, text: string): (typeof RANGES)[number] {
  const ip = parseAddress(text);
  const subnet = ip && subnetOf(ip);
  if (!subnet) throw new TypeError(text);
  return { use, subnet };
}

/** What an address is set aside for; undefined for one that an interface may have and routers forward. */
export function specialUse({ family, value }: Pick<IpAddress, 'family' | 'value'>): SpecialUse | undefined {
  const bits = family === 4 ? 32 : 128;
  return RANGES.find(({ subnet }) => {
    const host = BigInt(bits - subnet.prefix);
    return subnet.family === family && value >> host === subnet.base >> host;
  })?.use;
}

/** Whether the address means something on its own wire only: other wires may have it as well. */
export function isLinkLocal(ip: Pick<IpAddress, 'family' | 'value'>): boolean {
  return specialUse(ip) === 'link-local';
}
