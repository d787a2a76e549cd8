import { message } from '../../../base/message.ts';
import { addressArgs, type LinkName, neighbourCommand, routeCommand } from '../../network/ip-args.ts';
import type { Address, Link, LinkIndex, Neighbour, Network, Route } from '../../network/network.ts';
import { equal } from '../../snapshot.ts';
import { formatSubnet, parseAddress, subnetOf } from '../../spec/address.ts';
import type { NetCommand } from './command.ts';
import type { NetworkPlace } from './place.ts';

/** What the kernel drops together with something else, and does not bring back by itself. */
export interface Lost {
  readonly addresses: readonly Address[];
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
}

/** RTPROT_KERNEL: the kernel makes it again. */
const KERNEL = 2;

/** What is dropped when a link is set down: its routes, those of its VLANs, addresses of IPv6, neighbours made by hand. */
export function lostWhenDown({ addresses, routes, neighbours, links }: Network, { index }: Link): Lost {
  const vlans = links.filter(({ kind, link, linkNetnsid }) => kind === 'vlan' && link === index && !linkNetnsid);
  const down = new Set([index, ...vlans.map((vlan) => vlan.index)]);
  return {
    addresses: addresses.filter(
      ({ index: at, family, scope, flags }) =>
        down.has(at) && family === 'inet6' && scope === 'global' && flags.includes('permanent'),
    ),
    routes: routes.filter((route) => isOwn(route) && onlyThrough(route, down)),
    neighbours: neighbours.filter((each) => isByHand(each, down)),
  };
}

/** What is dropped with an address: later ones of its network, routes from it, and all of IPv4 with the last one. */
export function lostWithAddress({ addresses, routes, neighbours }: Network, address: Address): Lost {
  const { index, family, local } = address;
  const others = addresses.filter((each) => each !== address && each.index === index && each.family === family);
  const later = address.flags.includes('secondary') ? [] : others.filter((each) => dependsOn(each, address));
  const isLast = family === 'inet' && later.length === others.length;
  const link = new Set([index]);
  return {
    addresses: later,
    routes: routes.filter(
      (route) =>
        isOwn(route) &&
        route.family === family &&
        (route.preferredSource === local || (isLast && onlyThrough(route, link))),
    ),
    neighbours: isLast ? neighbours.filter((each) => each.family === family && isByHand(each, link)) : [],
  };
}

function isByHand({ index, state }: Neighbour, links: ReadonlySet<LinkIndex>): boolean {
  return links.has(index) && state === 'PERMANENT';
}

function isOwn({ protocol, type }: Route): boolean {
  return protocol !== KERNEL && type !== 'multicast';
}

function onlyThrough({ nextHops }: Route, down: ReadonlySet<LinkIndex>): boolean {
  return nextHops.length > 0 && nextHops.every(({ index }) => index !== undefined && down.has(index));
}

/** The first address of a network of IPv4 takes the later ones with it, unless `promote_secondaries` is set. */
function dependsOn(later: Address, first: Address): boolean {
  const { family, flags, prefixLength } = later;
  if (family !== 'inet' || !flags.includes('secondary') || prefixLength !== first.prefixLength) return false;
  return networkOf(later) === networkOf(first);
}

function networkOf({ local, prefixLength }: Address): string | undefined {
  const subnet = subnetOf(parseAddress(`${local}/${prefixLength}`) ?? { family: 4, value: 0n, prefix: 0 });
  return subnet && formatSubnet(subnet);
}

export function isEmpty({ addresses, routes, neighbours }: Lost): boolean {
  return addresses.length + routes.length + neighbours.length === 0;
}

/** Brings back what is not there now; routes to next hops after those that lead to them. */
export function bringBack(lost: Lost | undefined, { namespace, network }: NetworkPlace): NetCommand[] {
  if (!lost) return [];
  const nameOf: LinkName = (index) => network.links.find((link) => link.index === index)?.name;
  const at = { namespace: namespace.id };
  const missing = <T>(all: readonly T[], there: readonly T[]) =>
    all.filter((one) => !there.some((each) => equal(each, one)));
  const routes = missing(lost.routes, network.routes).toSorted((a, b) => gateways(a) - gateways(b));
  return [
    ...missing(lost.addresses, network.addresses).flatMap((address): NetCommand[] => {
      const link = nameOf(address.index);
      if (link === undefined) return [];
      const effect = message('Give the address {0} back to {1}', `${address.local}/${address.prefixLength}`, link);
      return [{ ...at, effect, call: 'RTM_NEWADDR', words: ['ip', 'address', 'add', ...addressArgs(address, link)] }];
    }),
    ...routes.map((route): NetCommand => {
      const effect = message('Bring the route to {0} back', route.destination);
      return { ...at, effect, call: 'RTM_NEWROUTE', words: routeCommand(route, nameOf) };
    }),
    ...missing(lost.neighbours, network.neighbours).flatMap((neighbour): NetCommand[] => {
      const link = nameOf(neighbour.index);
      if (link === undefined) return [];
      const effect = message('Bring the neighbour {0} back', neighbour.destination);
      return [{ ...at, effect, call: 'RTM_NEWNEIGH', words: neighbourCommand(neighbour, link) }];
    }),
  ];
}

function gateways({ nextHops }: Route): number {
  return nextHops.filter(({ gateway }) => gateway !== undefined).length;
}
