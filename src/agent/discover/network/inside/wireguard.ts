import type { LinkIndex } from '../../../../model/network/network.ts';
import type { WireguardDevice, WireguardEndpoint, WireguardPeer } from '../../../../model/network/wireguard.ts';
import { SyscallError } from '../../../kernel/errno.ts';
import { GENLMSGHDR, genericBody, genericFamily } from '../../../kernel/generic-netlink.ts';
import { type Attributes, attribute, attributes, eachAttribute, type NetlinkSocket } from '../../../kernel/netlink.ts';
import { addressText, familyOf, present } from '../values.ts';

/** linux/wireguard.h. */
const FAMILY = 'wireguard';
const VERSION = 1;
const WG_CMD_GET_DEVICE = 0;
const DEVICE = { IFINDEX: 1, PRIVATE_KEY: 3, PUBLIC_KEY: 4, LISTEN_PORT: 6, FWMARK: 7, PEERS: 8 } as const;
const PEER = {
  PUBLIC_KEY: 1,
  PRESHARED_KEY: 2,
  ENDPOINT: 4,
  KEEPALIVE: 5,
  LAST_HANDSHAKE: 6,
  RX_BYTES: 7,
  TX_BYTES: 8,
  ALLOWED_IPS: 9,
} as const;
const ALLOWED_IP = { ADDRESS: 2, CIDR_MASK: 3 } as const;

/** A message that answers WG_CMD_GET_DEVICE: of many peers the rest comes in further ones, which have nothing else. */
export type WireguardPart = Omit<WireguardDevice, 'index'>;

/**
 * What wireguard links of the namespace of a socket have.
 * @param socket of NETLINK_GENERIC
 * @param most so many peers and allowed IPs are kept of all together, the others counted
 * @throws SyscallError EPERM without CAP_NET_ADMIN over the namespace
 */
export function* readWireguard(
  socket: NetlinkSocket,
  links: readonly LinkIndex[],
  most: number,
): Generator<void, readonly WireguardDevice[]> {
  const family = genericFamily(socket, FAMILY);
  if (family === undefined) throw new SyscallError(`NETLINK_GENERIC ${FAMILY}`, 'EOPNOTSUPP');
  const devices: WireguardDevice[] = [];
  let left = most;
  for (const index of links) {
    const request = genericBody(WG_CMD_GET_DEVICE, VERSION, attribute(DEVICE.IFINDEX, index));
    const { items } = yield* socket.each(family, request, parseWireguardPart, Number.POSITIVE_INFINITY);
    const device = joinParts(index, items, left);
    left -= sizeOf(device.peers);
    devices.push(device);
  }
  return devices;
}

/** A message as what it tells. Secret keys are wiped from it, so that nothing that is read later can have them. */
export function parseWireguardPart(body: Buffer): WireguardPart {
  const found = attributes(body, GENLMSGHDR);
  found.get(DEVICE.PRIVATE_KEY)?.fill(0);
  const fwmark = found.get(DEVICE.FWMARK)?.readUInt32LE(0);
  const list = found.get(DEVICE.PEERS);
  return {
    listenPort: found.get(DEVICE.LISTEN_PORT)?.readUInt16LE(0) ?? 0,
    peers: list ? [...eachAttribute(list)].map(([, peer]) => parsePeer(attributes(peer))) : [],
    ...present({ publicKey: found.get(DEVICE.PUBLIC_KEY)?.toString('base64'), fwmark: fwmark || undefined }),
  };
}

function parsePeer(found: Attributes): WireguardPeer {
  found.get(PEER.PRESHARED_KEY)?.fill(0);
  const bytes = (type: number) => Number(found.get(type)?.readBigUInt64LE(0) ?? 0n);
  const list = found.get(PEER.ALLOWED_IPS);
  return {
    publicKey: found.get(PEER.PUBLIC_KEY)?.toString('base64') ?? '',
    allowedIps: list ? [...eachAttribute(list)].flatMap(([, each]) => allowedIp(attributes(each)) ?? []) : [],
    transferRx: bytes(PEER.RX_BYTES),
    transferTx: bytes(PEER.TX_BYTES),
    ...present({
      endpoint: endpointOf(found.get(PEER.ENDPOINT)),
      // The seconds of a `struct __kernel_timespec`.
      latestHandshake: bytes(PEER.LAST_HANDSHAKE) || undefined,
      persistentKeepalive: found.get(PEER.KEEPALIVE)?.readUInt16LE(0) || undefined,
    }),
  };
}

function allowedIp(found: Attributes): string | undefined {
  const address = addressText(found.get(ALLOWED_IP.ADDRESS));
  return address === undefined ? undefined : `${address}/${found.get(ALLOWED_IP.CIDR_MASK)?.[0] ?? 0}`;
}

/** A `struct sockaddr_in` or `sockaddr_in6`: the port in the order of the network. */
function endpointOf(value: Buffer | undefined): WireguardEndpoint | undefined {
  const family = value && familyOf(value.readUInt16LE(0));
  const address = addressText(family === 'inet' ? value?.subarray(4, 8) : value?.subarray(8, 24));
  return family && address !== undefined ? { address, port: value.readUInt16BE(2) } : undefined;
}

/** A device of its messages: what of a peer did not fit into one begins the next. */
export function joinParts(index: LinkIndex, parts: readonly WireguardPart[], most: number): WireguardDevice {
  const [first = { listenPort: 0, peers: [] }] = parts;
  const peers: WireguardPeer[] = [];
  for (const peer of parts.flatMap((part) => part.peers)) {
    const last = peers.at(-1);
    if (last?.publicKey !== peer.publicKey) peers.push(peer);
    else peers[peers.length - 1] = { ...last, allowedIps: [...last.allowedIps, ...peer.allowedIps] };
  }
  const kept = fitting(peers, most);
  const omitted = sizeOf(peers) - sizeOf(kept);
  return { ...first, index, peers: kept, ...(omitted > 0 && { omitted }) };
}

/** Peers and their allowed IPs. */
function sizeOf(peers: readonly WireguardPeer[]): number {
  return peers.reduce((sum, { allowedIps }) => sum + 1 + allowedIps.length, 0);
}

function fitting(peers: readonly WireguardPeer[], most: number): WireguardPeer[] {
  let left = most;
  return peers.flatMap((peer) => {
    if (left <= 0) return [];
    const allowedIps = peer.allowedIps.slice(0, left - 1);
    left -= 1 + allowedIps.length;
    return [{ ...peer, allowedIps }];
  });
}
