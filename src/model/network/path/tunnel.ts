import { type Message, message } from '../../../base/message.ts';
import type { Link, Network } from '../network.ts';
import { familyOf, isIn } from './addresses.ts';
import { broken, nameOf, refOf, unknown } from './finding.ts';
import type { Flow, PathFinding } from './report.ts';
import { lookUp } from './route.ts';
import { sourceFor } from './source-address.ts';
import { deviceHop, type SegmentQuery, type Station, type Step, type Steps } from './station.ts';
import type { PathWorld, Place } from './world.ts';

interface TunnelKind {
  /** What it puts before a packet, in bytes; over IPv4 for those that take either version. */
  readonly overhead: number;
  readonly protocol: Flow['protocol'];
}

/** Kinds of tunnels. */
export const TUNNELS: ReadonlyMap<string, TunnelKind> = new Map<string, TunnelKind>([
  ['vxlan', { overhead: 50, protocol: 'udp' }],
  ['geneve', { overhead: 50, protocol: 'udp' }],
  ['gre', { overhead: 24, protocol: 'gre' }],
  ['gretap', { overhead: 38, protocol: 'gre' }],
  ['ip6gre', { overhead: 44, protocol: 'gre' }],
  ['ip6gretap', { overhead: 58, protocol: 'gre' }],
  ['ipip', { overhead: 20, protocol: 'ipencap' }],
  ['sit', { overhead: 20, protocol: 'ipv6' }],
  ['ip6tnl', { overhead: 40, protocol: 'ipv6' }],
  ['vti', { overhead: 20, protocol: 'esp' }],
  ['erspan', { overhead: 50, protocol: 'gre' }],
  ['ip6erspan', { overhead: 70, protocol: 'gre' }],
]);
/** A header of IPv6 has so many bytes more than one of IPv4. */
const LARGER = 20;

function overheadOf({ kind }: Link, remote: string): number {
  const { overhead = 0, protocol } = TUNNELS.get(kind ?? '') ?? {};
  return protocol === 'udp' && familyOf(remote) === 'inet6' ? overhead + LARGER : overhead;
}

/** What stands for no address in the settings of a tunnel. */
const NOWHERE = new Set(['0.0.0.0', '::']);

/** The address of the other end, where a tunnel has one. */
function remoteOf({ details: { remote } }: Link): string | undefined {
  return remote === undefined || NOWHERE.has(remote) ? undefined : remote;
}

/**
 * Links that people made, those that are up first: no loopback, and not the idle end of each kind of tunnel that kernels put into
 * every namespace (gre0, tunl0, …).
 */
export function madeLinks({ links, addresses }: Network): Link[] {
  const isIdle = (link: Link) =>
    TUNNELS.has(link.kind ?? '') &&
    link.details.vni === undefined &&
    remoteOf(link) === undefined &&
    !addresses.some(({ index }) => index === link.index);
  const made = links.filter((link) => !link.flags.includes('LOOPBACK') && !isIdle(link));
  return made.toSorted((a, b) => Number(b.flags.includes('UP')) - Number(a.flags.includes('UP')));
}

/** Tunnels in tunnels are followed so deep. */
export const DEEPEST = 3;

/** A packet leaves through a tunnel: it is followed as a packet of the namespace that carries the tunnel. */
export function leaveTunnel(query: SegmentQuery, station: Station): Steps {
  const { world } = query;
  const { place } = station;
  const where = nameOf(world, place);
  const carrier = carrierOf(query, place);
  const end = (finding: PathFinding): Steps => ({ next: [], ends: [finding] });
  if (!carrier || query.depth >= DEEPEST) {
    return end(unseenCarrier(world, place));
  }
  const remotes = remotesOf(query, place);
  if (remotes.length === 0) {
    const sentence = message('The tunnel {0} of {1} has no other end to send to.', place.link.name, where);
    return end(broken('tunnel-no-remote', place, sentence));
  }
  const all = remotes.map((remote) => throughTunnel(query, place, carrier, remote));
  return { next: all.flatMap(({ next }) => next), ends: all.flatMap(({ ends }) => ends) };
}

/** It is not known which namespace sends the packets of a tunnel. */
export function unseenCarrier(world: PathWorld, place: Place): PathFinding {
  const sentence = message('What carries the tunnel {0} of {1} cannot be seen.', place.link.name, nameOf(world, place));
  return unknown('elsewhere', place, sentence);
}

/** The namespace that a tunnel was made in: its packets are sent there, wherever the link is now. */
function carrierOf({ world }: SegmentQuery, place: Place): Network | undefined {
  if (place.link.linkNetnsid === undefined) return place.network;
  const lower = world.lower(place);
  return lower === undefined || lower === 'elsewhere' ? undefined : lower.network;
}

/** Where frames go: to who is known to have the address, else to those that get what is for all (vxlan). */
function remotesOf({ world, to }: SegmentQuery, { network, link }: Place): string[] {
  const entries = (world.inside(network.namespace)?.fdb ?? []).filter(({ index }) => index === link.index);
  const towards = (isWanted: (mac: string) => boolean) =>
    entries.flatMap(({ linkLayerAddress, destination }) => (isWanted(linkLayerAddress) ? (destination ?? []) : []));
  const known = to === undefined ? [] : towards((mac) => mac === to);
  const all = known.length > 0 ? known : [remoteOf(link) ?? [], towards((mac) => /^[0:]+$/.test(mac))].flat();
  return [...new Set(all)];
}

function throughTunnel(query: SegmentQuery, place: Place, carrier: Network, remote: string): Steps {
  if (isIn(remote, '224.0.0.0/4', 'inet') || isIn(remote, 'ff00::/8', 'inet6'))
    return toGroup(query, place, carrier, remote);
  const overhead = overheadOf(place.link, remote);
  const flow = outerFlow(place, carrier, remote, query.size + overhead);
  const carried = query.carry(carrier, flow, query.depth + 1);
  const ends = [...(carried.delivered?.namespace ? partners(query, place, carried.delivered) : [])];
  const obstacles = carried.stop ? [underlay(query.world, place, remote, carried.stop)] : [];
  // Followed also where it does not arrive: who has the address would take it.
  const owners = carried.delivered ? [] : query.world.owners(remote).map(({ network }) => network);
  ends.push(...owners.flatMap((network) => partners(query, place, network)));
  const hops = [deviceHop(place, { notes: [tunnelNote(place, remote)] }), ...carried.hops];
  const mtu = carried.mtu - overhead;
  const next = ends.map((partner): Step => {
    const mismatch = mismatchOf(query, place, partner, flow.source);
    return { way: 'in', place: partner, tags: [], hops, obstacles: [...obstacles, ...mismatch], mtu };
  });
  if (next.length > 0) return { next, ends: [] };
  const [stop] = obstacles;
  return { next: [], ends: [stop ?? noPartner(query, place, remote, carried.delivered)] };
}

function outerFlow({ link }: Place, carrier: Network, remote: string, size: number): Flow {
  const family = familyOf(remote) ?? 'inet';
  const port = link.details.port;
  const flow: Flow = {
    family,
    source: link.details.local ?? '',
    destination: remote,
    protocol: TUNNELS.get(link.kind ?? '')?.protocol ?? 'udp',
    ...(port !== undefined && { port }),
    size,
  };
  if (flow.source !== '') return flow;
  const decision = lookUp(carrier, { flow });
  return { ...flow, source: (decision.kind === 'route' && sourceFor(carrier, decision, remote)) || '' };
}

function tunnelNote({ link }: Place, remote: string): Message {
  const { vni } = link.details;
  return vni === undefined
    ? message('{0} sends it through a tunnel to {1}.', link.name, remote)
    : message('{0} sends it through a tunnel with number {1} to {2}.', link.name, vni, remote);
}

/** Tunnels of the same kind that a namespace carries. */
function partners(query: SegmentQuery, place: Place, carrier: Network): Place[] {
  const all = query.world.networks.flatMap((network) => network.links.map((link): Place => ({ network, link })));
  const same = all.filter(
    (each) => each.link !== place.link && each.link.kind === place.link.kind && carrierOf(query, each) === carrier,
  );
  const right = same.filter((each) => each.link.details.vni === place.link.details.vni);
  return right.length > 0 ? right : same;
}

/** What keeps the other end from taking the packet. */
function mismatchOf({ world }: SegmentQuery, place: Place, partner: Place, source: string): PathFinding[] {
  const [mine, theirs] = [place.link.details, partner.link.details];
  const names = [place.link.name, nameOf(world, place), partner.link.name, nameOf(world, partner)] as const;
  const wrong = (sentence: Message) => [broken('tunnel-mismatch', partner, sentence)];
  if (mine.vni !== theirs.vni) {
    return wrong(
      message('{0} of {1} has the number {4}, and {2} of {3} has {5}.', ...names, mine.vni ?? 0, theirs.vni ?? 0),
    );
  }
  if (mine.port !== theirs.port) {
    return wrong(
      message('{0} of {1} sends to port {4}, and {2} of {3} has {5}.', ...names, mine.port ?? 0, theirs.port ?? 0),
    );
  }
  if (mine.outputKey !== theirs.inputKey) {
    return wrong(
      message(
        '{0} of {1} sends with key {4}, and {2} of {3} takes {5}.',
        ...names,
        mine.outputKey ?? '-',
        theirs.inputKey ?? '-',
      ),
    );
  }
  const from = remoteOf(partner.link);
  const takesAll = mine.vni !== undefined || from === undefined || from === source;
  if (takesAll) return [];
  return wrong(
    message('{0} of {1} sends from {4}, and {2} of {3} takes only what comes from {5}.', ...names, source, from),
  );
}

/** Why what a tunnel sends does not arrive. */
export function underlay(world: PathWorld, place: Place, remote: string, stop: PathFinding): PathFinding {
  const sentence = message(
    'What {0} of {1} sends to {2}, the other end of the tunnel, does not arrive: {3}',
    place.link.name,
    nameOf(world, place),
    remote,
    stop.sentence,
  );
  const make = stop.severity === 'unknown' ? unknown : broken;
  const code = stop.severity === 'unknown' ? stop.code : 'tunnel-underlay';
  return make(code, place, sentence, stop.repair);
}

function noPartner({ world }: SegmentQuery, place: Place, remote: string, there: Network | undefined): PathFinding {
  const [name, where] = [place.link.name, nameOf(world, place)];
  if (!there)
    return unknown('outside', place, message('{0} of {1} leads to {2}, which is not here.', name, where, remote));
  const other = nameOf(world, { network: there });
  return broken(
    'tunnel-mismatch',
    place,
    message('{0} of {1} sends to {2}, which is {3}: there is no tunnel of its kind.', name, where, remote, other),
  );
}

/** A tunnel to a multicast group: all of the segment that are in it. */
function toGroup(query: SegmentQuery, place: Place, carrier: Network, group: string): Steps {
  const below = query.world.place(carrier, place.link.details.through ?? place.link.link);
  if (!below) {
    const sentence = message(
      '{0} of {1} sends to the group {2}, and by which link is not known.',
      place.link.name,
      nameOf(query.world, place),
      group,
    );
    return { next: [], ends: [unknown('link-unknown', place, sentence)] };
  }
  const { to: _, ...all } = query;
  const overhead = overheadOf(place.link, group);
  const { arrivals, ends } = query.spread({ ...all, size: query.size + overhead, depth: query.depth + 1 }, below);
  const hop = deviceHop(place, { out: refOf(below.link), notes: [tunnelNote(place, group)] });
  const next = arrivals.flatMap(({ place: there, obstacles, hops, mtu }) =>
    partners(query, place, there.network)
      .filter(({ link }) => link.details.remote === group)
      .map((partner): Step => {
        const mismatch = mismatchOf(query, place, partner, group);
        return {
          way: 'in',
          place: partner,
          tags: [],
          hops: [hop, ...hops],
          obstacles: [...obstacles, ...mismatch],
          mtu: mtu - overhead,
        };
      }),
  );
  return { next, ends: ends.map(({ finding }) => finding) };
}
