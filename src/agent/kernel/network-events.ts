import { fstatSync, statSync } from 'node:fs';
import type { Disposable } from '../../base/disposable.ts';
import { check, lastErrno, SyscallError } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';
import { attribute, attributes, NetlinkSocket } from './netlink.ts';
import { inNewNetworkNamespace } from './network-namespace.ts';
import type { Readiness } from './readiness.ts';
import { NETNSA, RTGENMSG, RTM_NSID } from './rtnetlink.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_ROUTE = 0;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_LISTEN_ALL_NSID = 8;
/** Groups of rtnetlink(7) (linux/rtnetlink.h RTNLGRP_*). */
const GROUPS = {
  LINK: 1,
  NEIGH: 3,
  TC: 4,
  IPV4_IFADDR: 5,
  IPV4_ROUTE: 7,
  IPV4_RULE: 8,
  IPV6_IFADDR: 9,
  IPV6_ROUTE: 11,
  IPV6_RULE: 19,
  IPV4_NETCONF: 24,
  IPV6_NETCONF: 25,
  NSID: 28,
} as const;
/** Lengths of `struct nlmsghdr`, and of what is read of a message: what it is about, not what it says. */
const HEADER = 16;
const READ = 64;
/** The number of the agent's own namespace where that alone is watched. */
const OWN = 0;
/** `struct msghdr`, its fields, and room for one control message with a number. */
const MSGHDR = { length: 56, iov: 16, iovlen: 24, control: 32, controllen: 40 } as const;
const CONTROL = 64;
const CMSG = { level: 8, type: 12, data: 16 } as const;
/** More than a burst; a busy host would otherwise lose events all the time. */
const BUFFER = 4 * 1024 * 1024;

/** Something changed in a network namespace. `lost`: the buffer ran over, in any of them. */
export type NetworkEvent =
  | {
      readonly kind: 'changed';
      /** What {@link NetworkEvents.watch} gave. */
      readonly id: number;
      /** RTM_NEWLINK, RTM_DELADDR, …. */
      readonly type: number;
      /** Address family; 7 for a bridge. */
      readonly family: number;
    }
  /** The namespace is no more. */
  | { readonly kind: 'gone'; readonly id: number }
  | { readonly kind: 'lost' };

export interface NetworkEventsOptions {
  readonly readiness: Readiness;
  /** Gets all events of a wake-up at once. */
  readonly onEvents: (events: readonly NetworkEvent[]) => void;
  /** Time in ms after events that more of them can wait in the kernel. */
  readonly rest: number;
}

/**
 * Events of links, addresses, routes, rules, neighbours and settings of many network namespaces through one socket. It is in a
 * network namespace of its own that gives numbers to the others (NETLINK_LISTEN_ALL_NSID, netlink(7)): a socket in each of
 * them would keep them alive.
 */
export class NetworkEvents implements Disposable {
  /** Undefined without the right to look into others: then it is in the namespace of the agent, and tells of that alone. */
  readonly #requests: NetlinkSocket | undefined;
  readonly #fd: number;
  readonly #data = Buffer.allocUnsafeSlow(READ);
  readonly #control = Buffer.alloc(CONTROL);
  readonly #vector = Buffer.alloc(16);
  readonly #header = Buffer.alloc(MSGHDR.length);
  readonly #reading: Disposable;
  #last = 0;

  /** @throws SyscallError */
  constructor({ readiness, onEvents, rest }: NetworkEventsOptions) {
    const { requests, fd } = openSockets();
    this.#requests = requests;
    this.#fd = fd;
    this.#vector.writeBigUInt64LE(libc.addressOf(this.#data), 0);
    this.#vector.writeBigUInt64LE(BigInt(READ), 8);
    this.#reading = readiness.add(fd, () => {
      onEvents(this.drain());
      return rest;
    });
  }

  /**
   * Tells of this namespace from now on.
   * @param namespace open
   * @returns the number that its events have
   * @throws SyscallError EPERM for another one than that of the agent, without the right to look into it
   */
  watch(namespace: number): number {
    if (!this.#requests) return watchOwn(namespace);
    const id = ++this.#last;
    const named = [attribute(NETNSA.FD, namespace), attribute(NETNSA.NSID, id)];
    this.#requests.tell(RTM_NSID.NEW, Buffer.concat([Buffer.alloc(RTGENMSG), ...named]));
    return id;
  }

  /** All events that wait. */
  drain(): NetworkEvent[] {
    const events: NetworkEvent[] = [];
    for (;;) {
      const length = this.#receive();
      if (length < 0) {
        const errno = lastErrno();
        if (errno === 'ENOBUFS') events.push({ kind: 'lost' });
        else if (errno !== 'EINTR') return events;
      } else if (length > HEADER) {
        const event = this.#parse(Math.min(length, READ));
        if (event) events.push(event);
      }
    }
  }

  dispose(): void {
    this.#reading.dispose();
    this.#requests?.dispose();
  }

  #receive(): number {
    this.#header.fill(0);
    this.#header.writeBigUInt64LE(libc.addressOf(this.#vector), MSGHDR.iov);
    this.#header.writeBigUInt64LE(1n, MSGHDR.iovlen);
    this.#header.writeBigUInt64LE(libc.addressOf(this.#control), MSGHDR.control);
    this.#header.writeBigUInt64LE(BigInt(CONTROL), MSGHDR.controllen);
    return libc.recvmsg(this.#fd, this.#header, 0);
  }

  /** One message is one event: the kernel sends them one by one. Undefined for one of the namespace of the socket, where that is not looked at. */
  #parse(length: number): NetworkEvent | undefined {
    const type = this.#data.readUInt16LE(4);
    if (type === RTM_NSID.DEL) {
      const id = attributes(this.#data.subarray(HEADER, length), RTGENMSG).get(NETNSA.NSID)?.readInt32LE(0);
      return id === undefined ? undefined : { kind: 'gone', id };
    }
    const id = this.#requests ? this.#namespace() : OWN;
    return id === undefined ? undefined : { kind: 'changed', id, type, family: this.#data[HEADER] ?? 0 };
  }

  /** The number of the namespace that the message is from, in the control message beside it. */
  #namespace(): number | undefined {
    const hasId =
      this.#header.readBigUInt64LE(MSGHDR.controllen) >= CMSG.data + 4 &&
      this.#control.readInt32LE(CMSG.level) === SOL_NETLINK &&
      this.#control.readInt32LE(CMSG.type) === NETLINK_LISTEN_ALL_NSID;
    return hasId ? this.#control.readInt32LE(CMSG.data) : undefined;
  }
}

/** @throws SyscallError */
function openSockets(): { readonly requests: NetlinkSocket | undefined; readonly fd: number } {
  try {
    return inNewNetworkNamespace(() => ({ requests: new NetlinkSocket(), fd: openSocket([NETLINK_LISTEN_ALL_NSID]) }));
  } catch (error) {
    if (!(error instanceof SyscallError) || error.errno !== 'EPERM') throw error;
    return { requests: undefined, fd: openSocket([]) };
  }
}

/** @throws SyscallError EPERM */
function watchOwn(namespace: number): number {
  if (fstatSync(namespace).ino === statSync('/proc/thread-self/ns/net').ino) return OWN;
  throw new SyscallError('unshare', 'EPERM', 'net');
}

/** @throws SyscallError */
function openSocket(options: readonly number[]): number {
  const flags = libc.O_CLOEXEC | libc.O_NONBLOCK;
  const fd = check(libc.socket(AF_NETLINK, SOCK_RAW | flags, NETLINK_ROUTE), 'socket', 'NETLINK_ROUTE');
  try {
    const address = Buffer.alloc(12);
    address.writeUInt16LE(AF_NETLINK, 0);
    check(libc.bind(fd, address, address.length), 'bind', 'NETLINK_ROUTE');
    const set = (level: number, name: number, value: number) => {
      const option = Buffer.alloc(4);
      option.writeInt32LE(value);
      return libc.setsockopt(fd, level, name, option, option.length);
    };
    set(SOL_SOCKET, SO_RCVBUFFORCE, BUFFER);
    for (const name of options) check(set(SOL_NETLINK, name, 1), 'setsockopt', String(name));
    for (const group of Object.values(GROUPS)) set(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}
