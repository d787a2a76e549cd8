import { message } from '../../../base/message.ts';
import { passBridge } from './bridge.ts';
import { broken, ipTool, nameOf, unknown } from './finding.ts';
import { frameTooLarge } from './link-limits.ts';
import type { PathFinding } from './report.ts';
import { enterStacked, leaveStacked, meetOwnUppers } from './stacked.ts';
import type { SegmentQuery, Spread, Station, Step, Steps } from './station.ts';
import { leaveTunnel, TUNNELS } from './tunnel.ts';
import { leaveWireguard } from './wireguard.ts';
import { keyOf, type PathWorld, type Place } from './world.ts';

/** Kinds that come in pairs, and those that drop all. */
const PAIRS = new Set(['veth', 'netkit', 'vxcan']);
const SWALLOW = new Set(['dummy', 'ifb', 'nlmon', 'vsockmon']);
/** Kinds that have a carrier when one of their ports has one: why not is told of the ports. */
const JOINING = new Set(['bridge', 'bond', 'team']);
/** A segment of so many stations is not looked at to its end. */
const MOST = 20_000;

/** Follows a frame from a link to all places that it comes to. */
export function spread(query: SegmentQuery, start: Place): Spread {
  const first: Station = { way: 'out', place: start, tags: [], hops: [], obstacles: [], mtu: start.link.mtu };
  const arrivals: Station[] = [];
  const ends: { finding: PathFinding; station: Station }[] = [];
  const done = new Set<string>();
  // By the number of obstacles: each station is reached in the best way first.
  const queue: Station[][] = [[first]];
  const push = (station: Station) => {
    const count = station.obstacles.length;
    while (queue.length <= count) queue.push([]);
    queue[count]?.push(station);
  };
  for (const step of meetOwnUppers(query, start)) push(after(first, step));
  for (let count = 0; count < queue.length; count++) {
    const same = queue[count] ?? [];
    for (let at = 0; at < same.length && done.size < MOST; at++) {
      const station = same[at];
      if (!station) continue;
      const key = `${station.way} ${keyOf(station.place)} ${station.tags.join()}`;
      if (done.has(key)) continue;
      done.add(key);
      if (station.way === 'up') {
        arrivals.push(station);
        continue;
      }
      const steps = station.way === 'out' ? leave(query, station) : enter(query, station);
      for (const step of steps.next) push(after(station, step));
      for (const finding of steps.ends) ends.push({ finding, station });
    }
  }
  return { arrivals, ends };
}

function after(station: Station, { way, place, tags, hops = [], obstacles = [], mtu }: Step): Station {
  return {
    way,
    place,
    tags: tags ?? station.tags,
    hops: [...station.hops, ...hops],
    obstacles: [...station.obstacles, ...obstacles],
    mtu: Math.min(station.mtu, mtu ?? place.link.mtu),
  };
}

/** A frame leaves by a link. */
function leave(query: SegmentQuery, station: Station): Steps {
  const { place } = station;
  const found = leaveByKind(query, station);
  const obstacles = stateOf(query, place);
  if (obstacles.length === 0) return found;
  const [first] = obstacles;
  return {
    next: found.next.map((step) => ({ ...step, obstacles: [...obstacles, ...(step.obstacles ?? [])] })),
    ends: found.ends.length > 0 && first ? [first] : [],
  };
}

function leaveByKind(query: SegmentQuery, station: Station): Steps {
  const { world } = query;
  const { place } = station;
  const kind = place.link.kind ?? '';
  const name = place.link.name;
  if (PAIRS.has(kind)) {
    const peer = world.peer(place);
    if (peer && peer !== 'elsewhere') return { next: [{ way: 'in', place: peer }], ends: [] };
    const sentence = message('{0} of {1} leads into a namespace that cannot be seen.', name, nameOf(world, place));
    return { next: [], ends: [unknown('elsewhere', place, sentence)] };
  }
  if (kind === 'bridge') return { next: passBridge(query, place, undefined, station.tags), ends: [] };
  if (kind === 'bond' || kind === 'team') return leaveByPort(query, place);
  if (TUNNELS.has(kind)) return leaveTunnel(query, station);
  if (['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap'].includes(kind)) return leaveStacked(query, station);
  const steps = kind === 'wireguard' ? leaveWireguard(query, place) : undefined;
  return steps ?? { next: [], ends: [lastWord(query, place)] };
}

function leaveByPort({ world }: SegmentQuery, place: Place): Steps {
  const ports = world.ports(place);
  const active = ports.find(({ link }) => link.index === place.link.details.activePort);
  const next = (active ? [active] : ports).map((port): Step => ({ way: 'out', place: port, hops: [] }));
  if (next.length > 0) return { next, ends: [] };
  const sentence = message('{0} of {1} has no port to send by.', place.link.name, nameOf(world, place));
  return { next, ends: [broken('no-carrier', place, sentence)] };
}

/** What becomes of a frame that leaves by a link which nothing is known to be behind. */
function lastWord({ world }: SegmentQuery, place: Place): PathFinding {
  const { kind, name } = place.link;
  const where = nameOf(world, place);
  if (place.link.flags.includes('LOOPBACK') || SWALLOW.has(kind ?? '')) {
    return broken('link-swallows', place, message('{0} of {1} drops all that is sent there.', name, where));
  }
  if (kind === 'tun') {
    return unknown(
      'process',
      place,
      message('{0} of {1} is served by a process: what becomes of a packet is its matter.', name, where),
    );
  }
  if (kind === undefined) {
    return unknown('outside', place, message('By {0} of {1} the packet leaves this host.', name, where));
  }
  return unknown('link-unknown', place, message('What is behind {0} of {1} is not known.', name, where));
}

/** A frame comes to a link from outside. */
function enter(query: SegmentQuery, station: Station): Steps {
  const { world } = query;
  const { place, tags } = station;
  const obstacles = [...stateOf(query, place), ...frameTooLarge(query, place)];
  const stacked = enterStacked(query, station);
  const master = world.place(place.network, place.link.master);
  const next = [...stacked.next];
  if (!stacked.taken) {
    if (master?.link.kind === 'bridge') {
      next.push(...passBridge(query, master, place, tags));
      next.push(...addressOnPort(query, place, master));
    } else if (master?.link.kind === 'bond' || master?.link.kind === 'team') {
      next.push({ way: 'in', place: master });
    } else {
      next.push({ way: 'up', place, obstacles: unexpectedTag(query, place, tags) });
    }
  }
  return { next: next.map((step) => ({ ...step, obstacles: [...obstacles, ...(step.obstacles ?? [])] })), ends: [] };
}

function unexpectedTag({ world }: SegmentQuery, place: Place, tags: readonly number[]): PathFinding[] {
  const [tag] = tags;
  if (tag === undefined) return [];
  const where = nameOf(world, place);
  const sentence = message(
    'Frames come to {0} of {1} with VLAN tag {2}, and it has no link for that VLAN.',
    place.link.name,
    where,
    tag,
  );
  const { network, link } = place;
  const repair = [
    'ip',
    'link',
    'add',
    'link',
    link.name,
    'name',
    `${link.name}.${tag}`,
    'type',
    'vlan',
    'id',
    String(tag),
  ];
  return [broken('vlan-mismatch', place, sentence, [ipTool(world, network.namespace, repair)])];
}

/** What comes to a port of a bridge is the bridge's: its namespace sees nothing of it. */
function addressOnPort({ world }: SegmentQuery, place: Place, bridge: Place): Step[] {
  const finding = misplacedAddress(world, place, bridge);
  return finding ? [{ way: 'up', place, obstacles: [finding] }] : [];
}

/** An address on a port of a bridge: the namespace sends and gets nothing there by way of the bridge. */
export function misplacedAddress(world: PathWorld, place: Place, bridge: Place): PathFinding | undefined {
  const own = place.network.addresses.find(({ index, scope }) => index === place.link.index && scope !== 'link');
  if (!own) return undefined;
  const { namespace } = place.network;
  const prefix = `${own.local}/${own.prefixLength}`;
  const sentence = message(
    '{0} of {1} is on {2}, a port of the bridge {3}, and belongs on the bridge: a port has no part in what the bridge passes on.',
    own.local,
    nameOf(world, place),
    place.link.name,
    bridge.link.name,
  );
  const repair = [
    ipTool(world, namespace, ['ip', 'addr', 'del', prefix, 'dev', place.link.name]),
    ipTool(world, namespace, ['ip', 'addr', 'add', prefix, 'dev', bridge.link.name]),
  ];
  return broken('port-has-address', place, sentence, repair);
}

/** Whether a link is up, and something is at its other end. */
export function stateOf({ world }: Pick<SegmentQuery, 'world'>, place: Place): PathFinding[] {
  const { link, network } = place;
  const where = nameOf(world, place);
  if (!link.flags.includes('UP')) {
    const repair = ipTool(world, network.namespace, ['ip', 'link', 'set', 'dev', link.name, 'up']);
    return [broken('link-down', place, message('{0} of {1} is down.', link.name, where), [repair])];
  }
  const isLast = !PAIRS.has(link.kind ?? '') && !JOINING.has(link.kind ?? '') && world.lower(place) === undefined;
  if (isLast && link.flags.includes('NO-CARRIER')) {
    return [
      broken('no-carrier', place, message('{0} of {1} is up, and nothing is at its other end.', link.name, where)),
    ];
  }
  return [];
}
