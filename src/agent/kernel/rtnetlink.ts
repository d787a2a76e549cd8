import { check } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_ROUTE = 0;
const NLM_F_REQUEST = 1;
const RTM_NEWNSID = 88;
const RTM_GETNSID = 90;
const NETNSA_NSID = 1;
const NETNSA_FD = 3;
/** Length of `struct nlmsghdr` and of `struct rtgenmsg` with its padding. */
const HEADER = 16;
const GENERIC = 4;
const NOT_ASSIGNED = -1;

/**
 * The id that the caller's network namespace has given another one, open as `fd` (ip-netns(8) `list-id`).
 * @returns undefined when it has given none
 * @throws SyscallError
 */
export function getNetnsId(fd: number): number | undefined {
  const request = Buffer.alloc(HEADER + GENERIC + 8);
  request.writeUInt32LE(request.length, 0);
  request.writeUInt16LE(RTM_GETNSID, 4);
  request.writeUInt16LE(NLM_F_REQUEST, 6);
  request.writeUInt16LE(8, HEADER + GENERIC);
  request.writeUInt16LE(NETNSA_FD, HEADER + GENERIC + 2);
  request.writeUInt32LE(fd, HEADER + GENERIC + 4);
  const id = findAttribute(ask(request), NETNSA_NSID);
  return id === undefined || id === NOT_ASSIGNED ? undefined : id;
}

/** Sends one request and gives the first message of the answer. */
function ask(request: Buffer): Buffer {
  const socket = check(libc.socket(AF_NETLINK, SOCK_RAW | libc.O_CLOEXEC, NETLINK_ROUTE), 'socket', 'NETLINK_ROUTE');
  try {
    check(libc.send(socket, request, request.length, 0), 'send', 'NETLINK_ROUTE');
    const answer = Buffer.alloc(4096);
    const length = check(libc.recv(socket, answer, answer.length, 0), 'recv', 'NETLINK_ROUTE');
    return answer.subarray(0, length);
  } finally {
    close(socket);
  }
}

/** A 32-bit attribute of an RTM_NEWNSID message; undefined for an error message or where it is missing. */
function findAttribute(answer: Buffer, type: number): number | undefined {
  if (answer.length < HEADER || answer.readUInt16LE(4) !== RTM_NEWNSID) return undefined;
  for (let at = HEADER + GENERIC; at + 8 <= answer.length; ) {
    const length = answer.readUInt16LE(at);
    if (answer.readUInt16LE(at + 2) === type) return answer.readInt32LE(at + 4);
    at += Math.max(4, (length + 3) & ~3);
  }
  return undefined;
}
