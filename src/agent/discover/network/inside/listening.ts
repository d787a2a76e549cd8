import type { ListeningSocket } from '../../../../model/network/network-inside.ts';
import { attributes, type NetlinkSocket, type Parsed } from '../../../kernel/netlink.ts';
import { AF, addressText, familyOf } from '../values.ts';

/** A socket without those who have it open. */
export type BareSocket = Omit<ListeningSocket, 'processes'>;

const SOCK_DIAG_BY_FAMILY = 20;
/** Lengths of `struct inet_diag_req_v2` and `struct inet_diag_msg` (linux/inet_diag.h). */
const REQUEST = 56;
const ANSWER = 72;
const INET_DIAG_SKV6ONLY = 11;
/** States as bits: LISTEN, and that of a socket without a peer. */
const LISTEN = 1 << 10;
const CLOSE = 1 << 7;

interface Protocol {
  readonly name: ListeningSocket['protocol'];
  readonly number: number;
  readonly states: number;
}

export const PROTOCOLS: readonly Protocol[] = [
  { name: 'tcp', number: 6, states: LISTEN },
  { name: 'udp', number: 17, states: CLOSE },
  { name: 'udplite', number: 136, states: CLOSE },
  { name: 'raw', number: 255, states: CLOSE },
  { name: 'sctp', number: 132, states: LISTEN },
];
export const FAMILIES = [AF.INET, AF.INET6] as const;

/** Sockets of one protocol that wait for others (sock_diag(7)). @throws SyscallError ENOENT where the kernel does not know the protocol */
export function readListening(
  socket: NetlinkSocket,
  family: number,
  { name, number, states }: Protocol,
  most: number,
): Generator<void, Parsed<BareSocket>> {
  const request = Buffer.alloc(REQUEST);
  request[0] = family;
  request[1] = number;
  request.writeUInt32LE(states, 4);
  return socket.each(SOCK_DIAG_BY_FAMILY, request, (body) => parseSocket(body, name), most);
}

/** `struct inet_diag_msg`: family, state, timer, retrans, ports and addresses, link, cookie, then expires, queues, uid, inode. */
function parseSocket(body: Buffer, protocol: ListeningSocket['protocol']): BareSocket | undefined {
  const family = familyOf(body[0] ?? 0);
  if (!family || body.length < ANSWER) return undefined;
  const address = addressText(body.subarray(8, family === 'inet' ? 12 : 24)) ?? '';
  const index = body.readUInt32LE(40);
  const isV6only = (attributes(body, ANSWER).get(INET_DIAG_SKV6ONLY)?.[0] ?? 0) !== 0;
  return {
    protocol,
    family,
    address,
    port: body.readUInt16BE(4),
    uid: body.readUInt32LE(64),
    inode: body.readUInt32LE(68),
    ...(index !== 0 && { index }),
    ...(family === 'inet6' && isV6only && { v6only: true }),
  };
}
