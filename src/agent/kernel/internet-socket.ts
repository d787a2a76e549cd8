import type { Disposable } from '../../base/disposable.ts';
import { check, lastErrno, SyscallError } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';

const AF = { inet: 2, inet6: 10 } as const;
const SOCK = { STREAM: 1, DGRAM: 2, RAW: 3 } as const;
const PROTOCOL = { tcp: 6, icmp: 1, icmp6: 58 } as const;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
/** Level and names of `IP_MTU_DISCOVER` and `IP_RECVERR` (ip(7), ipv6(7)). */
const OPTIONS = {
  inet: { level: 0, discover: 10, errors: 11 },
  inet6: { level: 41, discover: 23, errors: 25 },
} as const;
/** Never fragment, and refuse what is larger than the path is known to take. */
const PMTUDISC_DO = 2;
/** Types of the question and of its answer. */
const ECHO = { inet: { request: 8, reply: 0 }, inet6: { request: 128, reply: 129 } } as const;
/** Lengths of the headers of IP and of ICMP. */
const HEADERS = { inet: 28, inet6: 48 } as const;

/** What to send where, by bytes of addresses: 4 or 16. */
export interface InternetTarget {
  readonly destination: Uint8Array;
  /** Absent: the kernel chooses. */
  readonly source?: Uint8Array;
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

/**
 * Sends one ICMP echo request and waits for its answer (icmp(7)). Blocks: only in a process that is thrown away.
 * @param size length of the packet with its IP header; it is not fragmented
 * @returns the time that it took in ms; undefined when nothing came
 * @throws SyscallError what the kernel says of the packet or of its way: ENETUNREACH, EHOSTUNREACH, EMSGSIZE; EPERM without the right
 */
export function echo(target: InternetTarget, size: number): number | undefined {
  const family = familyOf(target.destination);
  const protocol = family === 'inet' ? PROTOCOL.icmp : PROTOCOL.icmp6;
  using socket = InternetSocket.ofEither(family, protocol);
  socket.connect(target);
  const { level, discover, errors } = OPTIONS[family];
  socket.set(level, discover, PMTUDISC_DO);
  socket.set(level, errors, 1);
  const packet = Buffer.alloc(Math.max(8, size - HEADERS[family] + 8));
  packet[0] = ECHO[family].request;
  packet.writeUInt16BE(process.pid & 0xffff, 4);
  packet.writeUInt16BE(1, 6);
  if (family === 'inet') packet.writeUInt16BE(checksum(packet), 2);
  const start = performance.now();
  socket.send(packet);
  for (let left = target.timeoutMs; left > 0; left = target.timeoutMs - (performance.now() - start)) {
    const answer = socket.receive(left);
    if (answer === undefined) return undefined;
    if (isReply(answer, family, socket.isRaw)) return performance.now() - start;
  }
  return undefined;
}

/**
 * Opens a connection of TCP and closes it at once. Blocks, as {@link echo}.
 * @returns the time that it took in ms; undefined when nobody answered
 * @throws SyscallError ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, …
 */
export function connectTcp(target: InternetTarget, port: number): number | undefined {
  using socket = new InternetSocket(familyOf(target.destination), SOCK.STREAM, PROTOCOL.tcp);
  socket.wait(SO_SNDTIMEO, target.timeoutMs);
  const start = performance.now();
  try {
    socket.connect(target, port);
  } catch (error) {
    if (error instanceof SyscallError && (error.errno === 'EINPROGRESS' || error.errno === 'ETIMEDOUT'))
      return undefined;
    throw error;
  }
  return performance.now() - start;
}

type Family = keyof typeof AF;

function familyOf(address: Uint8Array): Family {
  return address.length === 4 ? 'inet' : 'inet6';
}

/** One socket of the internet families in the network namespace of the calling thread. */
class InternetSocket implements Disposable {
  readonly #fd: number;
  /** Of ICMP: answers come with their IP header, and those for others come, too. */
  readonly isRaw: boolean;

  constructor(family: Family, type: number, protocol: number) {
    this.isRaw = type === SOCK.RAW;
    this.#fd = check(libc.socket(AF[family], type | libc.O_CLOEXEC, protocol), 'socket', family);
  }

  /** Raw sockets are for those with CAP_NET_RAW, the others for groups that the kernel is told of (`ping_group_range`). */
  static ofEither(family: Family, protocol: number): InternetSocket {
    try {
      return new InternetSocket(family, SOCK.RAW, protocol);
    } catch (error) {
      if (!(error instanceof SyscallError) || error.errno !== 'EPERM') throw error;
      return new InternetSocket(family, SOCK.DGRAM, protocol);
    }
  }

  connect({ source, destination }: InternetTarget, port = 0): void {
    if (source) {
      const own = socketAddress(source, 0);
      check(libc.bind(this.#fd, own, own.length), 'bind');
    }
    const address = socketAddress(destination, port);
    check(libc.connect(this.#fd, address, address.length), 'connect');
  }

  set(level: number, name: number, value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value, 0);
    check(libc.setsockopt(this.#fd, level, name, bytes, bytes.length), 'setsockopt');
  }

  wait(name: number, ms: number): void {
    const time = Buffer.alloc(16);
    const rounded = Math.max(1, Math.ceil(ms));
    time.writeBigInt64LE(BigInt(Math.floor(rounded / 1000)), 0);
    time.writeBigInt64LE(BigInt((rounded % 1000) * 1000), 8);
    check(libc.setsockopt(this.#fd, SOL_SOCKET, name, time, time.length), 'setsockopt');
  }

  send(packet: Uint8Array): void {
    check(libc.send(this.#fd, packet, packet.length, 0), 'send');
  }

  /** Undefined when the time is over. */
  receive(ms: number): Buffer | undefined {
    this.wait(SO_RCVTIMEO, ms);
    const buffer = Buffer.alloc(65_536);
    const length = libc.recv(this.#fd, buffer, buffer.length, 0);
    if (length >= 0) return buffer.subarray(0, length);
    const errno = lastErrno();
    if (errno === 'EAGAIN') return undefined;
    throw new SyscallError('recv', errno);
  }

  dispose(): void {
    close(this.#fd);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** `struct sockaddr_in` or `sockaddr_in6`. */
function socketAddress(address: Uint8Array, port: number): Buffer {
  const family = familyOf(address);
  const bytes = Buffer.alloc(family === 'inet' ? 16 : 28);
  bytes.writeUInt16LE(AF[family], 0);
  bytes.writeUInt16BE(port, 2);
  bytes.set(address, family === 'inet' ? 4 : 8);
  return bytes;
}

/** Whether it answers our question: of raw sockets all answers of that host come. */
function isReply(answer: Buffer, family: Family, isRaw: boolean): boolean {
  const at = isRaw && family === 'inet' ? ((answer[0] ?? 0) & 0xf) * 4 : 0;
  if (answer.length < at + 8 || answer[at] !== ECHO[family].reply) return false;
  return !isRaw || answer.readUInt16BE(at + 4) === (process.pid & 0xffff);
}

/** RFC 1071. */
function checksum(packet: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < packet.length; at += 2) sum += packet.readUInt16BE(at);
  if (packet.length % 2 === 1) sum += (packet.at(-1) ?? 0) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
