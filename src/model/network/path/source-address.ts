import { bitsOf, contains } from '../../spec/address.ts';
import type { Address, Link, Network, NextHop, Route } from '../network.ts';
import { isIn, isLinkLocal, isLoopback, isUsable, onLink, parsed } from './addresses.ts';

/** Which address a namespace sends from by a route, when the program does not say; undefined when there is none. */
export function sourceFor(
  network: Network,
  { route, hop }: { readonly route: Route; readonly hop: NextHop },
  destination: string,
): string | undefined {
  if (route.preferredSource !== undefined) return route.preferredSource;
  return route.family === 'inet'
    ? sourceOf4(network, hop.index, hop.gateway ?? destination)
    : sourceOf6(network, hop.index, destination);
}

/** As `inet_select_addr` of the kernel: of the link the address on the network of the next hop, else its first, else any. */
function sourceOf4(network: Network, index: number | undefined, next: string): string | undefined {
  const usable = network.addresses.filter(
    ({ family, scope, flags }) => family === 'inet' && scope !== 'host' && !flags.includes('secondary'),
  );
  const here = usable.filter((address) => address.index === index);
  const best = here.find((address) => isOn(address, next)) ?? here[0] ?? usable.find(({ scope }) => scope !== 'link');
  return best?.local;
}

/** Whether an address is on the network of another. */
export function isOn(address: Address, other: string): boolean {
  const [subnet, one] = [onLink(address), parsed(other)];
  return subnet !== undefined && one !== undefined && contains(subnet, one);
}

/** RFC 6724, section 5, as far as rules of addresses decide: scope, deprecation, link, length of what is common. */
function sourceOf6(network: Network, index: number | undefined, destination: string): string | undefined {
  const local = isLinkLocal(destination);
  const usable = network.addresses.filter(
    (each) => each.family === 'inet6' && isUsable(each) && !isLoopback(each.local),
  );
  const fits = usable.filter((each) => (isLinkLocal(each.local) ? local && each.index === index : !local));
  const rank = (each: Address) =>
    (each.flags.includes('deprecated') ? 0 : 10_000) +
    (each.index === index ? 1000 : 0) +
    commonLength(each.local, destination);
  return fits.toSorted((a, b) => rank(b) - rank(a))[0]?.local;
}

function commonLength(a: string, b: string): number {
  const [one, other] = [parsed(a), parsed(b)];
  if (!one || one.family !== other?.family) return 0;
  const difference = one.value ^ other.value;
  return difference === 0n ? bitsOf(one.family) : bitsOf(one.family) - difference.toString(2).length;
}

/** The address that a namespace tells others as its own on a link: for routes that people are to write. */
export function addressOn(network: Network, link: Link, near: string): string | undefined {
  const here = network.addresses.filter(({ index }) => index === link.index);
  return here.find(({ local, family, prefixLength }) => isIn(near, `${local}/${prefixLength}`, family))?.local;
}
