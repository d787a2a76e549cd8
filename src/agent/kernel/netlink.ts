import type { Disposable } from '../../base/disposable.ts';
import { check, errnoName, lastErrno, SyscallError } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SOL_NETLINK = 270;
const NETLINK_GET_STRICT_CHK = 12;
const NLM_F_REQUEST = 0x1;
const NLM_F_ACK = 0x4;
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

/** What a dump brought. */
export interface Parsed<T> {
  readonly items: readonly T[];
  /** How many there were beyond those. */
  readonly omitted: number;
}

/** Families of netlink(7). */
const PROTOCOLS = { NETLINK_ROUTE: 0, NETLINK_SOCK_DIAG: 4, NETLINK_NETFILTER: 12, NETLINK_GENERIC: 16 } as const;

/** A socket for requests in the network namespace that the calling thread is in (netlink(7), rtnetlink(7), sock_diag(7)). */
export class NetlinkSocket implements Disposable {
  readonly #protocol: keyof typeof PROTOCOLS;
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER);
  #sequence = 0;

  /** @throws SyscallError */
  constructor(protocol: keyof typeof PROTOCOLS = 'NETLINK_ROUTE') {
    this.#protocol = protocol;
    this.#fd = check(libc.socket(AF_NETLINK, SOCK_RAW | libc.O_CLOEXEC, PROTOCOLS[protocol]), 'socket', protocol);
    const timeout = Buffer.alloc(16);
    timeout.writeBigInt64LE(5n, 0);
    libc.setsockopt(this.#fd, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length);
    const on = Buffer.alloc(4);
    on.writeInt32LE(1, 0);
    // Without it old requests are read loosely; kernels before 4.20 do not know it.
    libc.setsockopt(this.#fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, on, on.length);
  }

  /**
   * What answers a dump request, parsed; asked for again when the kernel says that it changed meanwhile. Yields where there is
   * much.
   * @param header the family's own header, zero but for what selects, then attributes
   * @param parse gets the body of a message, which is good only until it returns
   * @param most so many are kept, the others counted
   * @throws SyscallError
   */
  *each<T>(
    type: number,
    header: Buffer,
    parse: (body: Buffer) => T | undefined,
    most: number,
  ): Generator<void, Parsed<T>> {
    for (let tries = 1; ; tries++) {
      const items: T[] = [];
      let omitted = 0;
      const changed = yield* this.#dump(type, header, (body) => {
        if (items.length >= most) omitted++;
        else {
          const item = parse(body);
          if (item !== undefined) items.push(item);
        }
      });
      if (!changed || tries === TRIES) return { items, omitted };
    }
  }

  /**
   * The one message that answers a request, without its header: the family's own (`struct ifinfomsg` and its like), then
   * attributes. Undefined when the kernel has no answer to it.
   * @throws SyscallError
   */
  ask(type: number, body: Buffer): Buffer | undefined {
    const sequence = this.#send(type, NLM_F_REQUEST, body);
    for (;;) {
      const length = this.#receive();
      if (length < HEADER || this.#buffer.readUInt32LE(8) !== sequence) continue;
      const kind = this.#buffer.readUInt16LE(4);
      const end = Math.min(length, this.#buffer.readUInt32LE(0));
      return kind === NLMSG_ERROR ? undefined : Buffer.from(this.#buffer.subarray(HEADER, end));
    }
  }

  /** A request that changes something, acknowledged. @throws SyscallError */
  tell(type: number, body: Buffer): void {
    const sequence = this.#send(type, NLM_F_REQUEST | NLM_F_ACK, body);
    for (;;) {
      const length = this.#receive();
      if (length < HEADER + 4 || this.#buffer.readUInt32LE(8) !== sequence) continue;
      if (this.#buffer.readInt32LE(HEADER) !== 0) throw this.#refused(0, type);
      return;
    }
  }

  dispose(): void {
    close(this.#fd);
  }

  /** @returns whether it changed meanwhile */
  *#dump(type: number, header: Buffer, take: (body: Buffer) => void): Generator<void, boolean> {
    const sequence = this.#send(type, NLM_F_REQUEST | NLM_F_DUMP, header);
    for (let changed = false; ; ) {
      const length = this.#receive();
      for (let at = 0; at + HEADER <= length; ) {
        const size = this.#buffer.readUInt32LE(at);
        const kind = this.#buffer.readUInt16LE(at + 4);
        const isOurs = this.#buffer.readUInt32LE(at + 8) === sequence;
        if ((this.#buffer.readUInt16LE(at + 6) & NLM_F_DUMP_INTR) !== 0) changed = true;
        if (isOurs && kind === NLMSG_DONE) return changed;
        if (isOurs && kind === NLMSG_ERROR) throw this.#refused(at, type);
        if (isOurs) take(this.#buffer.subarray(at + HEADER, at + size));
        at += Math.max(HEADER, (size + 3) & ~3);
      }
      yield;
    }
  }

  /** @returns the number that answers will have */
  #send(type: number, flags: number, body: Buffer): number {
    const request = Buffer.alloc(HEADER + body.length);
    const sequence = ++this.#sequence;
    request.writeUInt32LE(request.length, 0);
    request.writeUInt16LE(type, 4);
    request.writeUInt16LE(flags, 6);
    request.writeUInt32LE(sequence, 8);
    body.copy(request, HEADER);
    check(libc.send(this.#fd, request, request.length, 0), 'send', this.#protocol);
    return sequence;
  }

  #receive(): number {
    for (;;) {
      const length = libc.recv(this.#fd, this.#buffer, BUFFER, 0);
      if (length >= 0) return length;
      const errno = lastErrno();
      if (errno !== 'EINTR') throw new SyscallError('recv', errno, this.#protocol);
    }
  }

  #refused(at: number, type: number): SyscallError {
    return new SyscallError(`${this.#protocol} ${type}`, errnoName(-this.#buffer.readInt32LE(at + HEADER)));
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

/**
 * One attribute with its header and padding, for a request.
 * @param type with NLA_F_NESTED for one that holds others
 * @param value a number has 32 bits
 */
export function attribute(type: number, value: Buffer | number): Buffer {
  const length = 4 + (typeof value === 'number' ? 4 : value.length);
  const whole = Buffer.alloc((length + 3) & ~3);
  whole.writeUInt16LE(length, 0);
  whole.writeUInt16LE(type, 2);
  if (typeof value === 'number') whole.writeInt32LE(value, 4);
  else value.copy(whole, 4);
  return whole;
}
