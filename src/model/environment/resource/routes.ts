import { message } from '../../../base/message.ts';
import type { Route } from '../../network/network.ts';
import type { ResolvedSpec, SpecRoute } from '../../spec/spec.ts';
import type { IpAction } from '../action.ts';
import { ROUTE_PROTOCOL } from '../host.ts';
import type { Observed, Reality, Resource } from '../resource.ts';
import { linkOf } from './addresses.ts';
import { netnsId, netnsOf } from './netns.ts';

/** Routes come last: their next hop must be on a link that is up. */
export function routeResources(spec: ResolvedSpec, made: ReadonlySet<string>): readonly Resource[] {
  return spec.networks.flatMap((network) =>
    network.routes.map((route) => routeResource(network.name, route, spec, made)),
  );
}

function routeResource(network: string, route: SpecRoute, spec: ResolvedSpec, made: ReadonlySet<string>): Resource {
  const netns = netnsOf(network);
  const { to, family, via, dev, type } = route;
  const words = [
    ...(type === 'unicast' ? [] : [type]),
    to,
    ...(via === undefined ? [] : ['via', via]),
    ...(dev === undefined ? [] : ['dev', dev]),
  ];
  const act = (verb: string): IpAction => ({
    kind: 'ip',
    args: [...(family === 6 ? ['-6'] : []), 'route', verb, ...words, 'proto', String(ROUTE_PROTOCOL)],
    ...(netns !== undefined && { netns }),
  });
  const link = dev === undefined ? undefined : linkOf(network, dev, made, spec);
  const home = netns === undefined ? [] : [netnsId(netns)];
  // A route by a next hop goes with its interface, whichever that is: those of this network are made before it.
  const near = via !== undefined && dev === undefined ? linksOf(network, made) : [];
  const needs = link === undefined ? [...home, ...near] : [link];
  return {
    id: `route:${network}/${to}${family === 6 ? '/6' : ''}`,
    of: network,
    effect:
      via === undefined
        ? message('Route {0} in {1}', to, network)
        : message('Route {0} in {1} by way of {2}', to, network, via),
    call: 'RTM_NEWROUTE',
    make: [act('replace')],
    remove: [act('del')],
    mark: `proto ${ROUTE_PROTOCOL}`,
    needs,
    within: link === undefined ? home : [link],
    declared: { route: words.join(' ') },
    look: { networks: [network] },
    observe: (reality) => observed(network, route, words.join(' '), reality),
  };
}

function linksOf(network: string, made: ReadonlySet<string>): readonly string[] {
  return [...made].filter((id) => id.startsWith(`link:${network}/`));
}

function observed(network: string, route: SpecRoute, text: string, reality: Reality): Observed {
  const found = reality.networks.get(network)?.network;
  const links = found?.links ?? [];
  const alike = (found?.routes ?? []).filter((each) => isTo(each, route));
  const nameOf = (index: number | undefined) => links.find((each) => each.index === index)?.name;
  const isIt = ({ type, nextHops }: Route) =>
    type === route.type &&
    (route.via === undefined || nextHops.some(({ gateway }) => gateway === route.via)) &&
    (route.dev === undefined || nextHops.some(({ index }) => nameOf(index) === route.dev));
  if (alike.some(isIt)) return { state: 'there', real: { route: text } };
  const other = alike.find(({ protocol }) => protocol !== ROUTE_PROTOCOL);
  if (!other) return { state: 'absent' };
  return { state: 'foreign', owner: message('a route of somebody else (protocol {0})', other.protocol) };
}

function isTo({ destination, family, table }: Route, { to, family: wanted }: SpecRoute): boolean {
  const isDefault = to === 'default' && (destination === 'default' || /^(?:0\.0\.0\.0|::)\/0$/.test(destination));
  return table === MAIN && (family === 'inet') === (wanted === 4) && (isDefault || destination === to);
}

/** RT_TABLE_MAIN (linux/rtnetlink.h). */
const MAIN = 254;
