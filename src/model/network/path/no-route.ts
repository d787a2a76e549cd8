import { message } from '../../../base/message.ts';
import { formatSubnet } from '../../spec/address.ts';
import type { Address, Network } from '../network.ts';
import { isLinkLocal, isLoopback, isUsable, onLink } from './addresses.ts';
import { broken, ipTool, nameOf, type Repair, setting, unknown } from './finding.ts';
import type { Flow, PathFinding } from './report.ts';
import { lookUp } from './route.ts';
import { spread } from './segment.ts';
import { isOn } from './source-address.ts';
import type { SegmentQuery } from './station.ts';
import { madeLinks } from './tunnel.ts';
import type { Place } from './world.ts';

/** So many links are looked at for a way that could be proposed. */
const MOST_LINKS = 64;

/** Why no route leads to an address: a link that is down takes its routes with it. */
export function whyNoRoute(query: SegmentQuery, network: Network, flow: Flow, isAnswer: boolean): PathFinding {
  const { world } = query;
  const where = nameOf(world, { network });
  const links = madeLinks(network);
  const down = links.filter(({ flags }) => !flags.includes('UP'));
  const onDown = network.addresses.find(
    (address) =>
      address.family === flow.family &&
      down.some(({ index }) => index === address.index) &&
      isOn(address, flow.destination),
  );
  const only = links.length > 0 && down.length === links.length ? links[0]?.index : undefined;
  const asleep = world.place(network, onDown?.index ?? only);
  if (asleep) {
    const { name } = asleep.link;
    const sentence = message('{0} of {1} is down, and a link that is down has no routes.', name, where);
    return broken('link-down', asleep, sentence, [
      ipTool(world, network.namespace, ['ip', 'link', 'set', 'dev', name, 'up']),
    ]);
  }
  const off = hasNoIpv6(network, flow)
    ? links.find(({ index }) => network.forwarding.links[index]?.disableIpv6)
    : undefined;
  if (off) {
    const sentence = message('{0} of {1} has IPv6 switched off.', off.name, where);
    const repair = setting(world, network.namespace, `net/ipv6/conf/${off.name}/disable_ipv6`, 0);
    return broken('ipv6-off', { network, link: off }, sentence, [repair]);
  }
  if (network.omitted?.routes) {
    const sentence = message(
      '{0} has {1} routes more than are read: none of the others leads to {2}.',
      where,
      network.omitted.routes,
      flow.destination,
    );
    return unknown('routes-omitted', { network }, sentence);
  }
  const repair = routeTo(query, network, flow);
  if (isAnswer) {
    const sentence = message('{0} gets the packet, and has no route back to {1}.', where, flow.destination);
    return broken('no-return-route', { network }, sentence, repair);
  }
  return broken('no-route', { network }, message('{0} has no route to {1}.', where, flow.destination), repair);
}

/** The command that makes a route: straight to who has the address, else by a neighbour that knows the way. */
function routeTo(query: SegmentQuery, network: Network, flow: Flow): Repair {
  const { world } = query;
  const own = madeLinks(network).filter(({ flags, portKind }) => flags.includes('UP') && portKind !== 'bridge');
  for (const link of own.slice(0, MOST_LINKS)) {
    const start: Place = { network, link };
    const { arrivals } = spread(query, start);
    for (const { place } of arrivals) {
      if (place.network === network) continue;
      const add = (...rest: string[]) => [
        ipTool(world, network.namespace, ['ip', 'route', 'add', subnetAround(query, flow.destination), ...rest]),
      ];
      if (place.network.addresses.some(({ local }) => local === flow.destination)) return add('dev', link.name);
      const gateway = gatewayOf(network, place, flow);
      if (gateway !== undefined) return add('via', gateway);
    }
  }
  return [];
}

/** The address that a neighbour has on our network, when it knows a way to the destination. */
function gatewayOf(network: Network, { network: other, link }: Place, flow: Flow): string | undefined {
  const decision = lookUp(other, { flow, iif: link });
  if (decision.kind !== 'route' && decision.kind !== 'local') return undefined;
  const theirs = other.addresses.filter(
    ({ index, family, local }) => index === link.index && family === flow.family && !isLinkLocal(local),
  );
  return theirs.find(({ local }) => network.addresses.some((mine) => isUsable(mine) && isOn(mine, local)))?.local;
}

/** The network that an address is in, as its owner has it; the address alone where nobody is known to have it. */
function subnetAround({ world }: SegmentQuery, address: string): string {
  const owner = world.owners(address)[0];
  const subnet = owner && onLink(owner.address);
  return subnet ? formatSubnet(subnet) : address;
}

/** Where another link has IPv6, that one has it switched off is not why a route is missing. */
function hasNoIpv6({ addresses }: Network, { family }: Flow): boolean {
  const isSeen = ({ local }: Address) => !isLinkLocal(local) && !isLoopback(local);
  return family === 'inet6' && !addresses.some((each) => each.family === 'inet6' && isSeen(each));
}
