import { contains, type IpAddress, parseAddress, type Subnet, subnetOf } from '../../spec/address.ts';
import type { Address, Family } from '../network.ts';

/** The network that text means: `10.0.0.0/24`, a single address, `default`; undefined for other text. */
export function networkOf(text: string, family: Family): Subnet | undefined {
  if (text === 'default' || text === 'all') return { family: family === 'inet' ? 4 : 6, base: 0n, prefix: 0 };
  const address = parseAddress(text);
  return address && subnetOf({ ...address, prefix: address.prefix ?? (address.family === 4 ? 32 : 128) });
}

/** Whether an address is in a network; false for what is none. */
export function isIn(address: string, network: string, family: Family): boolean {
  const [one, all] = [parsed(address), networkOf(network, family)];
  return one !== undefined && all !== undefined && contains(all, one);
}

/** The network that an address of a link is in: that of its peer on a point-to-point link. */
export function onLink({ local, peer, prefixLength, family }: Address): Subnet | undefined {
  return networkOf(`${peer ?? local}/${prefixLength}`, family);
}

export function parsed(address: string): IpAddress | undefined {
  return parseAddress(address);
}

/** Of an address; undefined for text that is none. */
export function familyOf(address: string): Family | undefined {
  const family = parseAddress(address)?.family;
  return family === undefined ? undefined : family === 4 ? 'inet' : 'inet6';
}

export function isLinkLocal(address: string): boolean {
  return isIn(address, 'fe80::/10', 'inet6') || isIn(address, '169.254.0.0/16', 'inet');
}

/** Multicast, broadcast, unspecified: no address of one host. */
export function isNoHost(address: string): boolean {
  const is = (network: string) => isIn(address, network, network.includes(':') ? 'inet6' : 'inet');
  return ['0.0.0.0/8', '224.0.0.0/4', '255.255.255.255/32', '::/128', 'ff00::/8'].some(is);
}

export function isLoopback(address: string): boolean {
  return isIn(address, '127.0.0.0/8', 'inet') || isIn(address, '::1/128', 'inet6');
}

/** Whether an address may be used: one that IPv6 still looks for, or that somebody else has, may not. */
export function isUsable({ flags }: Address): boolean {
  return !flags.includes('dadfailed') && (!flags.includes('tentative') || flags.includes('optimistic'));
}
