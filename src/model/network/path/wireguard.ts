import { type Message, message } from '../../../base/message.ts';
import type { Network } from '../network.ts';
import { endpointText, type WireguardDevice, type WireguardEndpoint, type WireguardPeer } from '../wireguard.ts';
import { familyOf, isIn, networkOf } from './addresses.ts';
import { broken, nameOf, type Repair, unknown, within } from './finding.ts';
import type { Flow, PathFinding } from './report.ts';
import { lookUp } from './route.ts';
import { sourceFor } from './source-address.ts';
import { type Carried, deviceHop, type SegmentQuery, type Step, type Steps } from './station.ts';
import { DEEPEST, underlay, unseenCarrier } from './tunnel.ts';
import type { PathWorld, Place } from './world.ts';

/** What wireguard puts before a packet, in bytes, by the family of the endpoint. */
const OVERHEAD = { inet: 60, inet6: 80 } as const;

/** A link of the kind wireguard with what was read of it. */
interface End {
  readonly place: Place;
  readonly device: WireguardDevice;
}

/**
 * A packet leaves by a wireguard link: the peer whose allowed IPs hold its destination gets it. Undefined where the peers are not
 * known.
 */
export function leaveWireguard(query: SegmentQuery, place: Place): Steps | undefined {
  const { world, packet } = query;
  const device = world.inside(place.network.namespace)?.wireguard?.find(({ index }) => index === place.link.index);
  if (!device || !packet) return undefined;
  const from: End = { place, device };
  if (device.publicKey === undefined) return { next: [], ends: [withoutKey(world, place)] };
  const peer = peerFor(device, packet.destination);
  if (!peer) return { next: [], ends: [noPeer(world, from, packet)] };
  const carried = peer.endpoint && carry(query, from, peer.endpoint);
  const obstacles = [noEndpoint(world, from, peer), carried && stopOf(world, from, peer, carried)].filter(isFinding);
  const hops = [deviceHop(place, { notes: [peerNote(place, peer)] }), ...(carried?.hops ?? [])];
  const overhead = overheadOf(peer.endpoint);
  const next = endsWithKey(world, peer.publicKey).map((to): Step => {
    const more = [carried && wrongEndpoint(world, from, peer, to, carried), refusal(world, from, to, packet)];
    return {
      way: 'in',
      place: to.place,
      tags: [],
      hops,
      obstacles: [...obstacles, ...more.filter(isFinding)],
      ...(carried && { mtu: carried.mtu - overhead }),
    };
  });
  return next.length > 0 ? { next, ends: [] } : { next, ends: [obstacles[0] ?? nobody(world, from, peer, carried)] };
}

function isFinding(finding: PathFinding | undefined): finding is PathFinding {
  return finding !== undefined;
}

/** The longest prefix decides, as with routes. */
function peerFor({ peers }: WireguardDevice, address: string): WireguardPeer | undefined {
  const family = familyOf(address) ?? 'inet';
  const lengthIn = ({ allowedIps }: WireguardPeer) =>
    Math.max(...allowedIps.map((each) => (isIn(address, each, family) ? (networkOf(each, family)?.prefix ?? 0) : -1)));
  const lengths = peers.map(lengthIn);
  const longest = Math.max(...lengths);
  return longest < 0 ? undefined : peers[lengths.indexOf(longest)];
}

/** All wireguard links that can be seen and have a key. */
function endsWithKey(world: PathWorld, key: string): End[] {
  return world.networks.flatMap((network) =>
    (world.inside(network.namespace)?.wireguard ?? []).flatMap((device) => {
      const place = device.publicKey === key ? world.place(network, device.index) : undefined;
      return place ? [{ place, device }] : [];
    }),
  );
}

/** The namespace that the link was made in has its socket, wherever the link is now: the kernel does not tell which one that is. */
function carrierOf(world: PathWorld, { place, device }: End): Network | undefined {
  const has = ({ namespace }: Network) =>
    (world.inside(namespace)?.sockets ?? []).some(
      ({ protocol, port, processes }) => protocol === 'udp' && port === device.listenPort && processes.length === 0,
    );
  return has(place.network) ? place.network : world.networks.find(has);
}

function overheadOf(endpoint: WireguardEndpoint | undefined): number {
  return OVERHEAD[(endpoint && familyOf(endpoint.address)) ?? 'inet'];
}

/** Follows what the link itself sends, to the endpoint of a peer. */
function carry(query: SegmentQuery, from: End, endpoint: WireguardEndpoint): Carried {
  const carrier = carrierOf(query.world, from);
  if (!carrier || query.depth >= DEEPEST) {
    return { hops: [], stop: unseenCarrier(query.world, from.place), mtu: from.place.link.mtu + overheadOf(endpoint) };
  }
  const { fwmark, listenPort } = from.device;
  const flow: Flow = {
    family: familyOf(endpoint.address) ?? 'inet',
    source: '',
    destination: endpoint.address,
    protocol: 'udp',
    sourcePort: listenPort,
    port: endpoint.port,
    ...(fwmark !== undefined && { mark: fwmark }),
    size: query.size + overheadOf(endpoint),
  };
  const decision = lookUp(carrier, { flow });
  const source = decision.kind === 'route' ? sourceFor(carrier, decision, endpoint.address) : undefined;
  return query.carry(carrier, { ...flow, source: source ?? '' }, query.depth + 1);
}

function stopOf(world: PathWorld, { place }: End, { endpoint }: WireguardPeer, { stop }: Carried) {
  if (!stop || !endpoint) return undefined;
  const isItself = stop.namespace === place.network.namespace && stop.code === 'elsewhere';
  return isItself ? stop : underlay(world, place, endpointText(endpoint), stop);
}

function peerNote({ link }: Place, { publicKey, endpoint }: WireguardPeer): Message {
  return message(
    '{0} sends it to the peer {1} at {2}.',
    link.name,
    shortKey(publicKey),
    endpoint ? endpointText(endpoint) : '?',
  );
}

/** Enough to tell peers apart. */
function shortKey(key: string): string {
  return `${key.slice(0, 8)}…`;
}

function withoutKey(world: PathWorld, place: Place): PathFinding {
  const sentence = message('{0} of {1} has no private key: it sends nothing.', place.link.name, nameOf(world, place));
  return broken('wireguard-no-key', place, sentence);
}

function noPeer(world: PathWorld, from: End, { destination }: Flow): PathFinding {
  const { place, device } = from;
  const sentence = message(
    'No peer of {0} of {1} has {2} among its allowed IPs.',
    place.link.name,
    nameOf(world, place),
    destination,
  );
  if (device.omitted) return unknown('wireguard-no-peer', place, sentence);
  const owners = world.owners(destination).map(({ network }) => network.namespace);
  const keys = owners.flatMap((id) => (world.inside(id)?.wireguard ?? []).map(({ publicKey }) => publicKey));
  const { peers } = device;
  const peer = peers.find(({ publicKey }) => keys.includes(publicKey)) ?? (peers.length === 1 ? peers[0] : undefined);
  return broken('wireguard-no-peer', place, sentence, peer ? allow(world, from, peer, destination) : []);
}

/** Allows a peer one address more: wg(8) takes the whole list. */
function allow(world: PathWorld, { place }: End, peer: WireguardPeer, address: string): Repair {
  const list = [...peer.allowedIps, `${address}/${familyOf(address) === 'inet6' ? 128 : 32}`].join(',');
  const argv = ['wg', 'set', place.link.name, 'peer', peer.publicKey, 'allowed-ips', list];
  return [within(world, place.network.namespace, argv)];
}

function noEndpoint(world: PathWorld, { place }: End, { publicKey, endpoint }: WireguardPeer): PathFinding | undefined {
  if (endpoint) return undefined;
  const sentence = message(
    'The peer {0} of {1} of {2} has no endpoint: nothing can be sent to it before it sends something itself, or wg(8) is told where it is.',
    shortKey(publicKey),
    place.link.name,
    nameOf(world, place),
  );
  return broken('wireguard-no-endpoint', place, sentence);
}

/** What the link sends comes to another place than the one that the peer listens at. */
function wrongEndpoint(
  world: PathWorld,
  from: End,
  { publicKey, endpoint }: WireguardPeer,
  to: End,
  { delivered }: Carried,
): PathFinding | undefined {
  if (!delivered || !endpoint) return undefined;
  const there = carrierOf(world, to);
  // Where the address was translated, the port may be another, too.
  const isItsOwn = delivered.addresses.some(({ local }) => local === endpoint.address);
  const isRight = (!there || there === delivered) && (!isItsOwn || endpoint.port === to.device.listenPort);
  if (isRight) return undefined;
  const { place } = from;
  const sentence = message(
    '{0} of {1} sends to {2}, and its peer {3} of {4} listens on port {5}.',
    place.link.name,
    nameOf(world, place),
    endpointText(endpoint),
    to.place.link.name,
    nameOf(world, to.place),
    to.device.listenPort,
  );
  const right = endpointText({ ...endpoint, port: to.device.listenPort });
  const argv = ['wg', 'set', place.link.name, 'peer', publicKey, 'endpoint', right];
  const isPort = !there || there === delivered;
  const repair = isPort ? [within(world, place.network.namespace, argv)] : [];
  return broken('wireguard-endpoint', place, sentence, repair);
}

/** A peer takes only what it has a key for, and of that only what comes from its allowed IPs. */
function refusal(world: PathWorld, from: End, to: End, { source }: Flow): PathFinding | undefined {
  const key = from.device.publicKey ?? '';
  const known = to.device.peers.find(({ publicKey }) => publicKey === key);
  if (known && peerFor(to.device, source) === known) return undefined;
  const names = [to.place.link.name, nameOf(world, to.place), from.place.link.name, nameOf(world, from.place)] as const;
  const peer = known ?? { publicKey: key, allowedIps: [], transferRx: 0, transferTx: 0 };
  const sentence = known
    ? message('{0} of {1} drops what comes from {4}: it is not among the allowed IPs of {2} of {3}.', ...names, source)
    : message('{0} of {1} has no peer with the key of {2} of {3}.', ...names);
  const make = to.device.omitted ? unknown : broken;
  return make('wireguard-refused', to.place, sentence, allow(world, to, peer, source));
}

/** No link that can be seen has the key of the peer. */
function nobody(
  world: PathWorld,
  { place }: End,
  { publicKey, endpoint }: WireguardPeer,
  carried: Carried | undefined,
): PathFinding {
  const names = [place.link.name, nameOf(world, place), endpoint ? endpointText(endpoint) : '?'] as const;
  const there = carried?.delivered;
  if (!there || !allRead(world)) {
    return unknown('outside', place, message('{0} of {1} leads to {2}, which is not here.', ...names));
  }
  const sentence = message(
    '{0} of {1} sends to {2}, which is {3}: no link has the key of the peer, {4}.',
    ...names,
    nameOf(world, { network: there }),
    shortKey(publicKey),
  );
  return broken('wireguard-endpoint', place, sentence);
}

/** Whether it is known what all wireguard links have. */
function allRead(world: PathWorld): boolean {
  const own = world.networks.filter(({ links }) => links.some(({ kind }) => kind === 'wireguard'));
  return own.every(({ namespace }) => world.inside(namespace)?.wireguard !== undefined);
}
