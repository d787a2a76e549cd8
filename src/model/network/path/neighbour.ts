import { message } from '../../../base/message.ts';
import type { Neighbour, Network } from '../network.ts';
import { familyOf, isUsable } from './addresses.ts';
import { broken, ipTool, nameOf, type Repair, unknown, warning } from './finding.ts';
import type { PathFinding } from './report.ts';
import { lookUp } from './route.ts';
import { misplacedAddress, spread, stateOf } from './segment.ts';
import type { SegmentQuery, Spread, Station } from './station.ts';
import { keyOf, type PathWorld, type Place } from './world.ts';

/** Where a packet comes to over a segment, or why it does not. */
export interface Crossing {
  readonly arrival?: Station;
  /** What is broken or cannot be known; with an arrival, where it would have come. */
  readonly stop?: PathFinding;
  readonly warnings: readonly PathFinding[];
}

/** A place on the segment that has the address of the next hop. */
interface Answer {
  readonly station: Station;
  /** Why it does not come, or why nobody answers there. */
  readonly stop: PathFinding | undefined;
  /** The address is that of the link itself. */
  readonly isOwn: boolean;
}

/** What a crossing is about: the link that it leaves by, the next hop, and who should get it. */
export interface CrossingGoal {
  readonly out: Place;
  readonly next: string;
  readonly expected?: Network;
}

/** A packet crosses a segment: the next hop is looked for, and the frame follows its hardware address. */
export function cross(query: SegmentQuery, goal: CrossingGoal): Crossing {
  const { out, next } = goal;
  const [down] = stateOf(query, out);
  if (down) return { stop: down, warnings: [] };
  const all = spread(query, out);
  const known = out.network.neighbours.find((each) => each.index === out.link.index && each.destination === next);
  const byHand = known?.state === 'PERMANENT' && known.linkLayerAddress !== undefined;
  if (!byHand && !asks(out)) return unasked(query, goal, all);
  const answers = all.arrivals.flatMap((station) => answerOf(query.world, station, next)).toSorted(byWorth(goal));
  if (byHand) return byEntry(query, goal, all, known, answers);
  const [best] = answers;
  if (!best) return { stop: nobody(query, goal, all, known), warnings: [] };
  if (best.stop) return { arrival: best.station, stop: best.stop, warnings: [] };
  const twins = sameAddress(query.world, goal, answers, known);
  const found = twins.answer ?? best;
  const old = outOfDate(query.world, goal, known, answers);
  if (old) return { arrival: found.station, stop: old, warnings: [] };
  return follow(query, goal, found.station, twins);
}

/** Whether a link asks for hardware addresses at all. */
function asks({ link }: Place): boolean {
  return link.linkType === 'ether' && !link.flags.includes('NOARP');
}

/** What can be reached first, then who should get it. */
function byWorth({ expected }: CrossingGoal): (a: Answer, b: Answer) => number {
  const rank = ({ station, stop, isOwn }: Answer) =>
    (stop ? 4 + station.obstacles.length * 4 : 0) + (station.place.network === expected ? 0 : 2) + (isOwn ? 0 : 1);
  return (a, b) => rank(a) - rank(b);
}

/** In IPv4 a link answers for all addresses of its namespace, in IPv6 for its own. */
function answerOf(world: PathWorld, station: Station, next: string): Answer[] {
  const { place, obstacles } = station;
  const { network, link } = place;
  const own = network.addresses.filter(({ local }) => local === next);
  const answersForAll = familyOf(next) === 'inet' && (network.forwarding.links[link.index]?.arpIgnore ?? 0) === 0;
  const address = own.find(({ index }) => index === link.index) ?? (answersForAll ? own[0] : undefined);
  if (network.forwarding.links[link.index]?.arpIgnore === 8 && familyOf(next) === 'inet') return [];
  if (!address) return answersForOthers(station, next) ? [{ station, stop: obstacles[0], isOwn: false }] : [];
  const silent = isUsable(address) ? silence(world, place) : notInUse(world, place, next, address.flags);
  return [{ station, stop: obstacles[0] ?? silent, isOwn: address.index === link.index }];
}

/** Proxy ARP: it answers for what it would send on by another link. */
function answersForOthers({ place: { network, link } }: Station, next: string): boolean {
  const settings = network.forwarding.links[link.index];
  if (familyOf(next) !== 'inet' || !settings?.proxyArp || !settings.ipv4) return false;
  const flow = { family: 'inet', source: '0.0.0.0', destination: next, protocol: 'icmp' } as const;
  const decision = lookUp(network, { flow, iif: link });
  return decision.kind === 'route' && decision.hop.index !== link.index;
}

function notInUse(world: PathWorld, place: Place, address: string, flags: readonly string[]): PathFinding {
  const where = nameOf(world, place);
  if (flags.includes('dadfailed')) {
    const sentence = message('{0} of {1} is not in use: somebody else on the segment has it, too.', address, where);
    return broken('address-dadfailed', place, sentence);
  }
  const sentence = message(
    '{0} of {1} is not in use yet: the kernel still asks whether others have it.',
    address,
    where,
  );
  return broken('address-tentative', place, sentence);
}

function silence(world: PathWorld, place: Place): PathFinding | undefined {
  const { link } = place;
  if (link.linkType !== 'ether' || !link.flags.includes('NOARP') || link.kind?.startsWith('ipv')) return undefined;
  const sentence = message('{0} of {1} does not tell others its hardware address.', link.name, nameOf(world, place));
  return broken('arp-off', place, sentence, arpOn(world, place));
}

function arpOn(world: PathWorld, { network, link }: Place): Repair {
  return [ipTool(world, network.namespace, ['ip', 'link', 'set', 'dev', link.name, 'arp', 'on'])];
}

/** A link that does not ask: a tunnel has one other end, others send to themselves. */
function unasked({ world }: SegmentQuery, { out, next, expected }: CrossingGoal, all: Spread): Crossing {
  const { link } = out;
  if (link.linkType === 'ether' && !link.kind?.startsWith('ipv')) {
    const sentence = message('{0} of {1} does not ask for hardware addresses.', link.name, nameOf(world, out));
    return { stop: broken('arp-off', out, sentence, arpOn(world, out)), warnings: [] };
  }
  const has = ({ place }: Station) => place.network.addresses.some(({ local }) => local === next);
  const fits = all.arrivals.toSorted((a, b) => Number(has(b)) - Number(has(a)));
  const arrival = fits.find(({ place }) => place.network === expected) ?? fits[0];
  const stop = arrival ? arrival.obstacles[0] : all.ends[0]?.finding;
  return { ...(arrival && { arrival }), ...(stop && { stop }), warnings: [] };
}

/** Why nobody answers for the next hop. */
function nobody(query: SegmentQuery, goal: CrossingGoal, all: Spread, known: Neighbour | undefined): PathFinding {
  const { world } = query;
  const { out, next } = goal;
  const isClear = ({ obstacles }: Station) => obstacles.length === 0;
  const [name, where] = [out.link.name, nameOf(world, out)];
  const exits = all.ends.filter(({ station }) => isClear(station)).map(({ finding }) => finding);
  const exit = exits.find(({ severity }) => severity === 'unknown');
  if (exit && known?.state === 'FAILED') {
    const sentence = message('{0} asked for {1} by {2}, and nobody answered.', where, next, name);
    return broken('neighbour-failed', out, sentence);
  }
  const first = exit ?? exits[0];
  if (first) return first;
  const blocked =
    all.arrivals.find((station) => !isClear(station)) ?? all.ends.find(({ station }) => !isClear(station))?.station;
  if (!all.arrivals.some(isClear) && blocked?.obstacles[0]) return blocked.obstacles[0];
  const bridge = out.link.portKind === 'bridge' ? world.place(out.network, out.link.master) : undefined;
  const misplaced = bridge && misplacedAddress(world, out, bridge);
  if (misplaced) return misplaced;
  const owner = world.owners(next).find(({ network }) => network !== out.network);
  if (owner) {
    const other = nameOf(world, owner);
    const sentence = message('{0} is an address of {1}, which {2} of {3} is not wired to.', next, other, name, where);
    return broken('not-on-segment', out, sentence);
  }
  return broken('nobody-answers', out, message('Nobody that {0} of {1} is wired to has {2}.', name, where, next));
}

/** The frame goes to the hardware address that somebody wrote down. */
function byEntry(
  query: SegmentQuery,
  goal: CrossingGoal,
  all: Spread,
  known: Neighbour,
  answers: readonly Answer[],
): Crossing {
  const mac = known.linkLayerAddress;
  const isThere = ({ place }: Station) => place.link.address === mac;
  const best = answers.find(({ station }) => isThere(station));
  const arrival = best?.station ?? all.arrivals.find((each) => isThere(each) && each.obstacles.length === 0);
  const right = answers[0]?.station.place.link.address;
  if (!best && right !== undefined) {
    return { stop: wrongEntry(query.world, goal, mac ?? '', right), warnings: [] };
  }
  if (!arrival) {
    const exit = nobody(query, goal, all, known);
    const isHere = exit.code === 'nobody-answers' || exit.code === 'not-on-segment';
    return { stop: isHere ? wrongEntry(query.world, goal, mac ?? '', undefined) : exit, warnings: [] };
  }
  // Nobody needs to answer.
  const [stop] = arrival.obstacles;
  if (stop) return { arrival, stop, warnings: [] };
  return follow(query, goal, arrival, { warnings: [] });
}

function wrongEntry(
  world: PathWorld,
  { out, next }: CrossingGoal,
  mac: string,
  right: string | undefined,
): PathFinding {
  const where = nameOf(world, out);
  const tool = (...argv: string[]) => [
    ipTool(world, out.network.namespace, ['ip', 'neigh', ...argv, 'dev', out.link.name]),
  ];
  if (right === undefined) {
    const sentence = message(
      '{0} has it written down that {1} has {2}, which nobody has that it is wired to.',
      where,
      next,
      mac,
    );
    return broken('neighbour-wrong', out, sentence, tool('del', next));
  }
  const sentence = message('{0} has it written down that {1} has {2}; it has {3}.', where, next, mac, right);
  return broken('neighbour-wrong', out, sentence, tool('del', next));
}

/** The kernel uses an old address until nobody has answered for a while. */
function outOfDate(
  world: PathWorld,
  { out, next }: CrossingGoal,
  known: Neighbour | undefined,
  answers: readonly Answer[],
): PathFinding | undefined {
  const isUsed = ['REACHABLE', 'STALE', 'DELAY', 'PROBE'].includes(known?.state ?? '');
  const mac = known?.linkLayerAddress;
  if (!isUsed || mac === undefined || answers.some(({ station }) => station.place.link.address === mac))
    return undefined;
  const where = nameOf(world, out);
  const sentence = message(
    '{0} still has the old hardware address {1} of {2}, which now is {3}; the kernel finds out by itself within a minute.',
    where,
    mac,
    next,
    answers[0]?.station.place.link.address ?? '?',
  );
  const repair = ipTool(world, out.network.namespace, ['ip', 'neigh', 'del', next, 'dev', out.link.name]);
  return broken('neighbour-old', out, sentence, [repair]);
}

/** Several that have the address: the first to answer gets the packets, and the kernel remembers it. */
function sameAddress(
  world: PathWorld,
  { next }: CrossingGoal,
  answers: readonly Answer[],
  known: Neighbour | undefined,
): Twins {
  const clear = answers.filter(({ stop }) => !stop);
  const [one, ...rest] = clear;
  const others = rest.filter(({ station }) => station.place.network !== one?.station.place.network);
  const [other] = others;
  if (!one || !other) return { warnings: [] };
  const names = [one, other].map(({ station }) => nameOf(world, station.place));
  const sentence = message('{0} and {1} both have {2}.', names[0] ?? '', names[1] ?? '', next);
  const remembered = known?.linkLayerAddress;
  const answer = clear.find(({ station }) => station.place.link.address === remembered);
  const finding = [other.station.place, sentence] as const;
  return answer
    ? { answer, warnings: [warning('duplicate-address', ...finding)] }
    : { stop: unknown('duplicate-address', ...finding), warnings: [] };
}

interface Twins {
  /** The one that the kernel remembers. */
  readonly answer?: Answer;
  readonly stop?: PathFinding;
  readonly warnings: readonly PathFinding[];
}

/** The frame itself goes to one hardware address: bridges may lead it elsewhere than the question for it. */
function follow(query: SegmentQuery, { out }: CrossingGoal, arrival: Station, { stop, warnings }: Twins): Crossing {
  const mac = arrival.place.link.address;
  const direct = spread({ ...query, ...(mac !== undefined && { to: mac }) }, out);
  const there = direct.arrivals.find(({ place }) => keyOf(place) === keyOf(arrival.place));
  const found = there ?? arrival;
  const obstacle = found.obstacles[0] ?? stop ?? twinAddress(query.world, out, found, direct);
  return { arrival: found, ...(obstacle && { stop: obstacle }), warnings };
}

/** A bridge that learns the same hardware address at two ports sends frames now here, now there. */
function twinAddress(world: PathWorld, out: Place, { place, hops }: Station, all: Spread): PathFinding | undefined {
  const mac = place.link.address;
  if (hops.length === 0 || mac === undefined || sharesAddress(place)) return undefined;
  const others = [out, ...all.arrivals.filter(({ obstacles }) => obstacles.length === 0).map((each) => each.place)];
  const twin = others.find(
    (each) => each.link.address === mac && each.network !== place.network && !sharesAddress(each),
  );
  if (!twin) return undefined;
  const sentence = message(
    '{0} of {1} and {2} of {3} have the same hardware address {4}: a bridge cannot tell them apart.',
    place.link.name,
    nameOf(world, place),
    twin.link.name,
    nameOf(world, twin),
    mac,
  );
  const fresh = `02${mac.slice(2, -2)}${mac.endsWith('01') ? '02' : '01'}`;
  const argv = ['ip', 'link', 'set', 'dev', place.link.name, 'address', fresh];
  return broken('duplicate-mac', place, sentence, [ipTool(world, place.network.namespace, argv)]);
}

/** Links that have the address of the link that they stand on. */
function sharesAddress({ link }: Place): boolean {
  return link.kind === 'vlan' || link.kind === 'ipvlan' || link.kind === 'ipvtap';
}
