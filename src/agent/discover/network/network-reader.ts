import type { NamespaceId } from '../../../model/namespace.ts';
import type { Network } from '../../../model/network/network.ts';
import { RouteSocket } from '../../kernel/netlink.ts';
import { inNetworkNamespace } from '../../kernel/network-namespace.ts';
import { IFADDRMSG, parseAddress } from './parse-address.ts';
import { IFINFOMSG, parseLink } from './parse-link.ts';
import { NDMSG, parseNeighbour } from './parse-neighbour.ts';
import { parseRoute, RTMSG } from './parse-route.ts';

/** Requests of a dump (linux/rtnetlink.h). */
const RTM = { GETLINK: 18, GETADDR: 22, GETROUTE: 26, GETNEIGH: 30 } as const;

/**
 * Links, addresses, routes and neighbours of a network namespace, in four dumps through one socket.
 * @param fd the namespace, open
 * @throws SyscallError EPERM without CAP_SYS_ADMIN over it
 */
export function readNetwork(namespace: NamespaceId, fd: number): Network {
  const socket = inNetworkNamespace(fd, () => new RouteSocket());
  try {
    const dump = (type: number, length: number) => socket.dump(type, Buffer.alloc(length)).map(({ body }) => body);
    return {
      namespace,
      links: dump(RTM.GETLINK, IFINFOMSG).map(parseLink),
      addresses: dump(RTM.GETADDR, IFADDRMSG).flatMap((body) => parseAddress(body) ?? []),
      routes: dump(RTM.GETROUTE, RTMSG).flatMap((body) => parseRoute(body) ?? []),
      neighbours: dump(RTM.GETNEIGH, NDMSG).flatMap((body) => parseNeighbour(body) ?? []),
    };
  } finally {
    socket.dispose();
  }
}
