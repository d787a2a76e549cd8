import { attribute, attributes, type NetlinkSocket } from './netlink.ts';

/** Length of `struct genlmsghdr` (linux/genetlink.h). */
export const GENLMSGHDR = 4;

/** The family that knows all others. */
const GENL_ID_CTRL = 0x10;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR = { FAMILY_ID: 1, FAMILY_NAME: 2 } as const;

/** Number that the running kernel gave a family of generic netlink; undefined where it has none of that name. @throws SyscallError */
export function genericFamily(socket: NetlinkSocket, name: string): number | undefined {
  const wanted = attribute(CTRL_ATTR.FAMILY_NAME, Buffer.from(`${name}\0`));
  const answer = socket.ask(GENL_ID_CTRL, genericBody(CTRL_CMD_GETFAMILY, 1, wanted));
  return answer && attributes(answer, GENLMSGHDR).get(CTRL_ATTR.FAMILY_ID)?.readUInt16LE(0);
}

/** The body of a request of generic netlink. @param parts attributes, as `attribute` makes them */
export function genericBody(command: number, version: number, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.of(command, version, 0, 0), ...parts]);
}
