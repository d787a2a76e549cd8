import { attribute, attributes, NetlinkSocket } from './netlink.ts';

/** Messages about the ids that network namespaces give each other, and their attributes (linux/net_namespace.h). */
export const RTM_NSID = { NEW: 88, DEL: 89, GET: 90 } as const;
export const NETNSA = { NSID: 1, FD: 3 } as const;
/** Length of `struct rtgenmsg` with its padding. */
export const RTGENMSG = 4;
const NOT_ASSIGNED = -1;

/**
 * The id that the caller's network namespace has given another one, open as `fd` (ip-netns(8) `list-id`).
 * @returns undefined when it has given none
 * @throws SyscallError
 */
export function getNetnsId(fd: number): number | undefined {
  const socket = new NetlinkSocket();
  try {
    const answer = socket.ask(RTM_NSID.GET, Buffer.concat([Buffer.alloc(RTGENMSG), attribute(NETNSA.FD, fd)]));
    const id = answer && attributes(answer, RTGENMSG).get(NETNSA.NSID)?.readInt32LE(0);
    return id === undefined || id === NOT_ASSIGNED ? undefined : id;
  } finally {
    socket.dispose();
  }
}
