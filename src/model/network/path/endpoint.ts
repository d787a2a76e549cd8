import { message } from '../../../base/message.ts';
import type { Link, Network } from '../network.ts';
import type { ListeningSocket } from '../network-inside.ts';
import { broken, nameOf, setting, unknown } from './finding.ts';
import type { Flow, PathFinding } from './report.ts';
import type { Delivery } from './traced.ts';
import type { PathWorld } from './world.ts';

/** Whether who gets a packet is who should, and answers it. */
export function atItsEnd(
  world: PathWorld,
  { network, flow, link }: Delivery,
  expected: Network | undefined,
): PathFinding | undefined {
  const where = nameOf(world, { network });
  if (expected && expected !== network) {
    const sentence = message(
      '{0} has {1} too, and gets the packet instead of {2}.',
      where,
      flow.destination,
      nameOf(world, { network: expected }),
    );
    return broken('wrong-host', { network }, sentence);
  }
  return flow.protocol === 'icmp' ? echo(world, network, flow) : listener(world, network, flow, link);
}

function echo(world: PathWorld, network: Network, flow: Flow): PathFinding | undefined {
  const { icmpEchoIgnoreAll, icmp6EchoIgnoreAll } = network.forwarding;
  const four = flow.family === 'inet';
  if (!(four ? icmpEchoIgnoreAll : icmp6EchoIgnoreAll)) return undefined;
  const path = four ? 'net/ipv4/icmp_echo_ignore_all' : 'net/ipv6/icmp/echo_ignore_all';
  const sentence = message(
    '{0} gets pings and does not answer them ({1} = 1).',
    nameOf(world, { network }),
    path.replaceAll('/', '.'),
  );
  return broken('echo-ignored', { network }, sentence, [setting(world, network.namespace, path, 0)]);
}

function listener(
  world: PathWorld,
  network: Network,
  { family, destination, protocol, port = 0 }: Flow,
  link: Link | undefined,
): PathFinding | undefined {
  const where = nameOf(world, { network });
  const sockets = world.inside(network.namespace)?.sockets;
  if (!sockets) {
    const sentence = message('Whether anything in {0} listens on port {1} cannot be read.', where, port);
    return unknown('port-closed', { network }, sentence);
  }
  const onPort = sockets.filter((socket) => socket.protocol === protocol && socket.port === port);
  const takers = onPort.filter((socket) => takes(socket, family, destination));
  if (takers.some(({ index }) => index === undefined || [link?.index, link?.master].includes(index))) return undefined;
  const [bound] = takers;
  const by = bound && world.place(network, bound.index)?.link.name;
  if (by !== undefined) {
    const sentence = message(
      'In {0} port {1} is listened on by {2} only, where the packet does not come in.',
      where,
      port,
      by,
    );
    return broken('port-closed', { network }, sentence);
  }
  const [other] = onPort;
  const sentence = other
    ? message('In {0} port {1} is listened on at {2}, not at {3}.', where, port, other.address, destination)
    : message('Nothing in {0} listens on port {1} ({2}).', where, port, protocol);
  return broken('port-closed', { network }, sentence);
}

function takes({ address, family, v6only }: ListeningSocket, wanted: Flow['family'], destination: string): boolean {
  if (address === destination) return true;
  if (family === wanted) return address === '0.0.0.0' || address === '::';
  return family === 'inet6' && address === '::' && !v6only;
}
