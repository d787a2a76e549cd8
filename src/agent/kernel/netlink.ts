import type { Disposable } from '../../base/disposable.ts';
import { check, errnoName, lastErrno, SyscallError } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_ROUTE = 0;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SOL_NETLINK = 270;
const NETLINK_GET_STRICT_CHK = 12;
const NLM_F_REQUEST = 0x1;
const NLM_F_DUMP = 0x300;
const NLM_F_DUMP_INTR = 0x10;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
/** Length of `struct nlmsghdr`. */
const HEADER = 16;
/** What iproute2 reads at once; the kernel fills it for a dump. */
const BUFFER = 128 * 1024;
/** A dump that the kernel says was inconsistent is asked for again so often. */
const TRIES = 5;

/** One message without its header, and the attributes in it. */
export interface NetlinkMessage {
  readonly type: number;
  /** The family's own header, `struct ifinfomsg` and its like, then attributes. */
  readonly body: Buffer;
}

/** A socket of NETLINK_ROUTE in the network namespace that the calling thread is in (rtnetlink(7)). */
export class RouteSocket implements Disposable {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER);
  #sequence = 0;

  /** @throws SyscallError */
  constructor() {
    this.#fd = check(libc.socket(AF_NETLINK, SOCK_RAW | libc.O_CLOEXEC, NETLINK_ROUTE), 'socket', 'NETLINK_ROUTE');
    const timeout = Buffer.alloc(16);
    timeout.writeBigInt64LE(5n, 0);
    libc.setsockopt(this.#fd, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
    const on = Buffer.alloc(4);
    on.writeInt32LE(1, 0);
    // Without it old requests are read loosely; kernels before 4.20 do not know it.
    libc.setsockopt(this.#fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, on, on.length);
  }

  /**
   * All messages that answer a dump request; asked for again when the kernel says that it changed meanwhile.
   * @param header the family's own header, zero but for what selects
   * @throws SyscallError
   */
  dump(type: number, header: Buffer): NetlinkMessage[] {
    for (let tries = 1; ; tries++) {
      const { messages, changed } = this.#dump(type, header);
      if (!changed || tries === TRIES) return messages;
    }
  }

  dispose(): void {
    close(this.#fd);
  }

  #dump(type: number, header: Buffer): { readonly messages: NetlinkMessage[]; readonly changed: boolean } {
    const request = Buffer.alloc(HEADER + header.length);
    const sequence = ++this.#sequence;
    request.writeUInt32LE(request.length, 0);
    request.writeUInt16LE(type, 4);
    request.writeUInt16LE(NLM_F_REQUEST | NLM_F_DUMP, 6);
    request.writeUInt32LE(sequence, 8);
    header.copy(request, HEADER);
    check(libc.send(this.#fd, request, request.length, 0), 'send', 'NETLINK_ROUTE');
    const messages: NetlinkMessage[] = [];
    for (let changed = false; ; ) {
      const length = this.#receive();
      for (let at = 0; at + HEADER <= length; ) {
        const size = this.#buffer.readUInt32LE(at);
        const kind = this.#buffer.readUInt16LE(at + 4);
        const isOurs = this.#buffer.readUInt32LE(at + 8) === sequence;
        if ((this.#buffer.readUInt16LE(at + 6) & NLM_F_DUMP_INTR) !== 0) changed = true;
        if (isOurs && kind === NLMSG_DONE) return { messages, changed };
        if (isOurs && kind === NLMSG_ERROR) throw this.#refused(at, type);
        const body = Buffer.from(this.#buffer.subarray(at + HEADER, at + size));
        if (isOurs) messages.push({ type: kind, body });
        at += Math.max(HEADER, (size + 3) & ~3);
      }
    }
  }

  #receive(): number {
    for (;;) {
      const length = libc.recv(this.#fd, this.#buffer, BUFFER, 0);
      if (length >= 0) return length;
      const errno = lastErrno();
      if (errno !== 'EINTR') throw new SyscallError('recv', errno, 'NETLINK_ROUTE');
    }
  }

  #refused(at: number, type: number): SyscallError {
    return new SyscallError(`RTM ${type}`, errnoName(-this.#buffer.readInt32LE(at + HEADER)));
  }
}

/** Attributes by their type, without the flags of nested ones; of several of one type the last. */
export type Attributes = ReadonlyMap<number, Buffer>;

/** The attributes of a message behind the first `skip` bytes, or those in a nested attribute (linux/netlink.h). */
export function attributes(body: Buffer, skip = 0): Attributes {
  return new Map(eachAttribute(body, skip));
}

/** The same one after the other, for lists. */
export function* eachAttribute(body: Buffer, skip = 0): Generator<[number, Buffer]> {
  for (let at = (skip + 3) & ~3; at + 4 <= body.length; ) {
    const size = body.readUInt16LE(at);
    if (size < 4 || at + size > body.length) return;
    yield [body.readUInt16LE(at + 2) & 0x3fff, body.subarray(at + 4, at + size)];
    at += (size + 3) & ~3;
  }
}
