import { existsSync } from 'node:fs';
import { environmentOfMark } from '../../../model/environment/host.ts';
import type { Link } from '../../../model/network/network.ts';
import type { HostLink } from '../../../model/spec/host-facts.ts';
import { SyscallError } from '../../kernel/errno.ts';
import { NetlinkSocket } from '../../kernel/netlink.ts';
import { IFINFOMSG, parseLink } from '../network/parse-link.ts';

/** A message of rtnetlink(7). */
const RTM_GETLINK = 18;
/** Servers of checks take no more. */
const MOST = 10_000;

/** Links of the network namespace that the agent is in; sysfs may be that of another. Undefined where the kernel does not tell. */
export function* readLinks(): Generator<void, readonly HostLink[] | undefined> {
  let socket: NetlinkSocket | undefined;
  try {
    socket = new NetlinkSocket();
    const { items } = yield* socket.each(RTM_GETLINK, Buffer.alloc(IFINFOMSG), (body) => parseLink(body), MOST);
    return items.map(hostLink);
  } catch (error) {
    if (error instanceof SyscallError) return undefined;
    throw error;
  } finally {
    socket?.dispose();
  }
}

function hostLink({ name, kind, alias, device, linkType }: Link): HostLink {
  const sysfs = `/sys/class/net/${name}`;
  const isHardware = device !== undefined || existsSync(`${sysfs}/device`);
  const environment = environmentOfMark(alias);
  return {
    name,
    kind: kind ?? (linkType === 'loopback' ? 'loopback' : isHardware ? 'physical' : 'virtual'),
    wireless: existsSync(`${sysfs}/phy80211`),
    ...(environment !== undefined && { environment }),
  };
}
