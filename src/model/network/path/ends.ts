import { message } from '../../../base/message.ts';
import { formatAddress, nextFree, parseAddress, subnetOf } from '../../spec/address.ts';
import type { Address, Network } from '../network.ts';
import { familyOf, isLinkLocal, isLoopback, isNoHost, isUsable } from './addresses.ts';
import { broken, ipTool, nameOf, type Repair, unknown } from './finding.ts';
import type { PathEnd, PathFinding, PathQuestion } from './report.ts';
import { spread } from './segment.ts';
import { isOn } from './source-address.ts';
import type { SegmentQuery } from './station.ts';
import { madeLinks } from './tunnel.ts';
import type { PathWorld } from './world.ts';

/** The ends of a path with what was chosen. */
export interface Ends {
  readonly from: Network;
  /** Absent: what the routes say. */
  readonly source?: string;
  /** The namespace that should get it; absent for an address that nobody, or more than one, is known to have. */
  readonly to?: Network;
  readonly destination: string;
}

/** So many links are looked at for the one that leads to the other end. */
const MOST_LINKS = 64;

/** Finds both ends, or why there is no packet to send. @param query to look who is wired to whom */
export function endsOf(query: SegmentQuery, question: PathQuestion): Ends | PathFinding {
  const { world } = query;
  const from = networkOf(world, question.from);
  if ('code' in from) return from;
  const source = question.from.address;
  const isOwn = source === undefined || from.addresses.some(({ local }) => local === source);
  if (!isOwn) {
    const sentence = message('{0} does not have the address {1}.', nameOf(world, { network: from }), source);
    return broken('source-elsewhere', { network: from }, sentence);
  }
  const found = destinationOf(query, from, question);
  return 'code' in found ? found : { from, ...(source !== undefined && { source }), ...found };
}

function networkOf(world: PathWorld, { namespace, address = '' }: PathEnd): Network | PathFinding {
  const network = namespace === undefined ? world.owners(address)[0]?.network : world.network(namespace);
  if (network) return network;
  const place = { network: { namespace: namespace ?? '' } };
  if (namespace === undefined) {
    return broken('no-such-address', place, message('No namespace that can be seen has the address {0}.', address));
  }
  const sentence = message('What is in {0} cannot be seen.', world.label(namespace).label);
  return unknown('elsewhere', place, sentence);
}

function destinationOf(
  query: SegmentQuery,
  from: Network,
  { from: sender, to }: PathQuestion,
): { readonly to?: Network; readonly destination: string } | PathFinding {
  const { world } = query;
  const network = to.namespace === undefined ? undefined : networkOf(world, to);
  if (network && 'code' in network) return network;
  if (to.address === undefined) {
    return network
      ? chooseAddress(query, from, network, sender.address)
      : broken('no-such-address', { network: from }, message('There is no end to reach.'));
  }
  const odd = oddAddress(world, from, to.address);
  if (odd) return odd;
  const family = familyOf(to.address);
  if (sender.address !== undefined && familyOf(sender.address) !== family) {
    const sentence = message('{0} and {1} are of different families.', sender.address, to.address);
    return broken('family-mismatch', { network: from }, sentence);
  }
  const owners = world.owners(to.address).map((each) => each.network);
  if (network && !owners.includes(network)) return notThere(query, network, to.address);
  // Of several that have it the sender takes itself.
  const only = network ?? (owners.includes(from) ? from : owners.length === 1 ? owners[0] : undefined);
  return { destination: to.address, ...(only && { to: only }) };
}

function notThere({ world }: SegmentQuery, network: Network, address: string): PathFinding {
  const name = nameOf(world, { network });
  const [link] = madeLinks(network);
  const prefix = `${address}/${address.includes(':') ? 64 : 24}`;
  const repair = link ? [ipTool(world, network.namespace, ['ip', 'addr', 'add', prefix, 'dev', link.name])] : [];
  return broken('no-address', { network }, message('{0} does not have the address {1}.', name, address), repair);
}

function oddAddress(world: PathWorld, from: Network, address: string): PathFinding | undefined {
  const where = { network: from };
  if (isNoHost(address)) return broken('not-a-host', where, message('{0} is no address of one host.', address));
  if (!isLinkLocal(address) || familyOf(address) === 'inet') return undefined;
  const sentence = message(
    '{0} means nothing without the name of a link of {1}: it is not followed.',
    address,
    nameOf(world, where),
  );
  return unknown('link-local', where, sentence);
}

/** Which address of a namespace a person would take: one that the sender is on a network with, else one of its family. */
function chooseAddress(
  query: SegmentQuery,
  from: Network,
  to: Network,
  source: string | undefined,
): { readonly to: Network; readonly destination: string } | PathFinding {
  const theirs = reachable(to);
  const mine = reachable(from).filter(({ local }) => source === undefined || local === source);
  if (from === to) return { to, destination: theirs[0]?.local ?? '127.0.0.1' };
  if (mine.length === 0) return noAddress(query, from, to);
  if (theirs.length === 0) return noAddress(query, to, from);
  const families = new Set(mine.map(({ family }) => family));
  const fits = theirs.filter(({ family }) => families.has(family));
  if (fits.length === 0) {
    const sentence = message(
      '{0} has only addresses of {1}, and {2} only of {3}.',
      nameOf(query.world, { network: from }),
      familyName(mine[0]),
      nameOf(query.world, { network: to }),
      familyName(theirs[0]),
    );
    return broken('family-mismatch', { network: from }, sentence);
  }
  const rank = (address: Address) =>
    (isUsable(address) ? 8 : 0) +
    (mine.some((own) => isOn(own, address.local)) ? 4 : 0) +
    (address.family === 'inet' ? 2 : 0) +
    (address.scope === 'global' ? 1 : 0);
  const [best] = fits.toSorted((a, b) => rank(b) - rank(a));
  return { to, destination: best?.local ?? '' };
}

function familyName(address: Address | undefined): string {
  return address?.family === 'inet6' ? 'IPv6' : 'IPv4';
}

/** Addresses that others can send to. */
function reachable({ addresses, links }: Network): Address[] {
  const loopbacks = new Set(links.filter(({ flags }) => flags.includes('LOOPBACK')).map(({ index }) => index));
  return addresses.filter(
    ({ local, family, index, scope }) =>
      !isLoopback(local) && !(family === 'inet6' && isLinkLocal(local)) && !(loopbacks.has(index) && scope === 'host'),
  );
}

/** An end without an address: the command gives it one that fits the other end. */
function noAddress(query: SegmentQuery, network: Network, other: Network): PathFinding {
  const { world } = query;
  const where = nameOf(world, { network });
  const links = madeLinks(network).filter(({ portKind }) => portKind !== 'bridge');
  const wired = links.slice(0, MOST_LINKS).find((link) => {
    const { arrivals } = spread(query, { network, link });
    return arrivals.some(({ place }) => place.network === other);
  });
  const link = wired ?? links[0];
  if (!link) {
    const sentence = message('{0} has no link but the loopback.', where);
    return broken('no-link', { network }, sentence, cable(world, network, other));
  }
  const address = freeAddress(network, other);
  const repair = [ipTool(world, network.namespace, ['ip', 'addr', 'add', address, 'dev', link.name])];
  return broken('no-address', { network, link }, message('{0} has no address.', where), repair);
}

function cable(world: PathWorld, network: Network, other: Network): Repair {
  const name = world.label(other.namespace).netns;
  const free = (of: Network) =>
    ['eth0', 'eth1', 'eth2', 'eth3'].find((each) => !of.links.some((link) => link.name === each)) ?? 'eth9';
  const end = ['peer', 'name', free(other), ...(name === undefined ? [] : ['netns', name])];
  const argv = ['ip', 'link', 'add', free(network), 'type', 'veth', ...end];
  return name === undefined ? [] : [ipTool(world, network.namespace, argv)];
}

function freeAddress(network: Network, other: Network): string {
  const [theirs] = reachable(other);
  const subnet =
    theirs &&
    subnetOf(parseAddress(`${theirs.local}/${theirs.prefixLength}`) ?? { family: 4, value: 0n, prefix: undefined });
  if (!theirs || !subnet || theirs.prefixLength > 126 || (subnet.family === 4 && theirs.prefixLength > 30)) {
    return network.namespace < other.namespace ? '10.0.0.1/24' : '10.0.0.2/24';
  }
  const used = new Set(
    [...network.addresses, ...other.addresses].flatMap(({ local }) => parseAddress(local)?.value ?? []),
  );
  const value = nextFree(subnet, used);
  return value === undefined ? '10.0.0.1/24' : formatAddress({ family: subnet.family, value, prefix: subnet.prefix });
}
