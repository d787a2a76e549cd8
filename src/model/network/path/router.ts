import { type Message, message } from '../../../base/message.ts';
import type { Link, Network } from '../network.ts';
import { isLoopback } from './addresses.ts';
import { broken, ipTool, nameOf, setting } from './finding.ts';
import type { Flow, PathFinding } from './report.ts';
import { type Decision, lookUp, tableName, vrfOf } from './route.ts';
import type { PathWorld, Place } from './world.ts';

/** IPv4: whether a namespace believes where a packet says that it comes from and goes to (rp_filter, accept_local, route_localnet). */
export function validateSource(world: PathWorld, place: Place, flow: Flow): PathFinding | undefined {
  if (flow.family !== 'inet') return undefined;
  const { network, link } = place;
  const settings = network.forwarding.links[link.index];
  const where = nameOf(world, place);
  if (isMartian(place, flow)) {
    const sentence = message('{0} drops packets for {1} that come in by {2}.', where, flow.destination, link.name);
    const path = `net/ipv4/conf/${link.name}/route_localnet`;
    return broken('martian', place, sentence, [setting(world, network.namespace, path, 1)]);
  }
  const vrf = vrfOf(network, link);
  const answer = { ...flow, source: flow.destination, destination: flow.source };
  const wayBack = () => lookUp(network, { flow: answer, ...(vrf && { vrf }) });
  // A VRF knows of the addresses of its own links only.
  const isOwn = vrf ? wayBack().kind === 'local' : network.addresses.some(({ local }) => local === flow.source);
  if (!settings?.acceptLocal && isOwn) {
    const sentence = message('{0} has {1} itself, and drops packets that come from there.', where, flow.source);
    return broken('own-source', place, sentence);
  }
  const strictness = settings?.rpFilter ?? 0;
  if (strictness === 0) return undefined;
  const back = wayBack();
  const ways = back.kind === 'route' ? back.route.nextHops.map(({ index }) => index) : [];
  if (strictness === 2 ? ways.length > 0 : ways.includes(link.index)) return undefined;
  const other = world.place(network, ways[0])?.link.name;
  const sentence =
    other === undefined
      ? message(
          '{0} drops packets from {1}: it has no route back there (rp_filter = {2}).',
          where,
          flow.source,
          strictness,
        )
      : message(
          '{0} drops packets from {1} that come in by {2}: its way back leads by {3} (rp_filter = {4}).',
          where,
          flow.source,
          link.name,
          other,
          strictness,
        );
  const loose = setting(world, network.namespace, `net/ipv4/conf/${link.name}/rp_filter`, 2);
  return broken('rp-filter', place, sentence, other === undefined ? [] : [loose]);
}

/** From outside nothing comes to 127.0.0.0/8, also when a rule has translated it there (RFC 1122, 3.2.1.3). */
function isMartian({ network, link }: Place, { destination }: Flow): boolean {
  const isOutside = !link.flags.includes('LOOPBACK') && !network.forwarding.links[link.index]?.routeLocalnet;
  return isOutside && isLoopback(destination);
}

/** What of the routes keeps a packet from being sent on. */
export function refusalOf(
  world: PathWorld,
  network: Network,
  { destination, family }: Flow,
  decision: Decision,
): PathFinding | undefined {
  const where = { network };
  const name = nameOf(world, where);
  if (decision.kind === 'route' && decision.route.type === 'broadcast') {
    return broken('not-a-host', where, message('{0} is the broadcast address of a network of {1}.', destination, name));
  }
  if (decision.kind !== 'refused') return undefined;
  const { route, rule, type } = decision;
  const tool = (...argv: string[]) => [
    ipTool(world, network.namespace, ['ip', family === 'inet' ? '-4' : '-6', ...argv]),
  ];
  if (!route) {
    const sentence = message(
      '{0} has the rule {1} that refuses packets to {2} ({3}).',
      name,
      rule.priority,
      destination,
      type,
    );
    return broken(`route-${type}`, where, sentence, tool('rule', 'del', 'priority', String(rule.priority)));
  }
  const sentence = message('{0} has a route for {1} that refuses packets ({2}).', name, route.destination, type);
  return broken(
    `route-${type}`,
    where,
    sentence,
    tool('route', 'del', type, route.destination, 'table', tableName(route.table)),
  );
}

/** A namespace that gets a packet for others, and keeps it. */
export function notForwarding(world: PathWorld, place: Place, { family, destination }: Flow): PathFinding | undefined {
  const { network, link } = place;
  const { forwarding } = network;
  const four = family === 'inet';
  if (four ? (forwarding.links[link.index]?.ipv4 ?? forwarding.ipv4) : forwarding.ipv6) return undefined;
  const ofLink = `net/ipv4/conf/${link.name}/forwarding`;
  const path = !four ? 'net/ipv6/conf/all/forwarding' : forwarding.ipv4 ? ofLink : 'net/ipv4/ip_forward';
  const sentence = message(
    '{0} gets the packet for {1} and does not forward it ({2} = 0).',
    nameOf(world, place),
    destination,
    path.replaceAll('/', '.'),
  );
  return broken('forwarding-off', place, sentence, [setting(world, network.namespace, path, 1)]);
}

export function loopbackDown(world: PathWorld, place: Place): PathFinding {
  const sentence = message('The loopback of {0} is down: it takes it to send to itself.', nameOf(world, place));
  const argv = ['ip', 'link', 'set', 'dev', place.link.name, 'up'];
  return broken('loopback-down', place, sentence, [ipTool(world, place.network.namespace, argv)]);
}

export function noSource(world: PathWorld, network: Network, link: Link | undefined): PathFinding {
  const where = link ? { network, link } : { network };
  return broken('no-address', where, message('{0} has no address to send from.', nameOf(world, where)));
}

export function routeNote({ route, rule }: Decision & { readonly kind: 'route' }, link: string, next: string): Message {
  const table = tableName(route.table);
  const direct = route.nextHops.every(({ gateway }) => gateway === undefined);
  return direct
    ? message(
        'Route {0} of table {1} (rule {2}) sends it by {3}, where {4} should be.',
        route.destination,
        table,
        rule.priority,
        link,
        next,
      )
    : message(
        'Route {0} of table {1} (rule {2}) sends it by {3} to {4}.',
        route.destination,
        table,
        rule.priority,
        link,
        next,
      );
}
