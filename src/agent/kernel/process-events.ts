import type { Disposable } from '../../base/disposable.ts';
import { check, lastErrno, SyscallError } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';
import type { Readiness } from './readiness.ts';

/** An event of the process connector (Documentation/driver-api/connector.rst, linux/cn_proc.h). `lost`: the buffer ran over. */
export type ProcessEvent =
  | { readonly kind: 'fork' | 'exec' | 'exit' | 'id' | 'comm'; readonly pid: number }
  | { readonly kind: 'lost' };

const AF_NETLINK = 16;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = libc.O_CLOEXEC;
const SOCK_NONBLOCK = libc.O_NONBLOCK;
const NETLINK_CONNECTOR = 11;
const CN_IDX_PROC = 1;
const PROC_CN_MCAST_LISTEN = 1;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
/** Header of netlink (16) and connector (20); the event starts after them. */
const HEADERS = 36;
const KINDS = new Map<number, 'fork' | 'exec' | 'exit' | 'id' | 'comm'>([
  [0x1, 'fork'],
  [0x2, 'exec'],
  [0x4, 'id'],
  [0x40, 'id'],
  [0x200, 'comm'],
  [0x80000000, 'exit'],
]);

function subscribe(fd: number): void {
  const address = Buffer.alloc(12);
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(CN_IDX_PROC, 8);
  check(libc.bind(fd, address, address.length), 'bind', 'NETLINK_CONNECTOR');
  const message = Buffer.alloc(HEADERS + 4);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(3, 4);
  message.writeUInt32LE(CN_IDX_PROC, 16);
  message.writeUInt32LE(1, 20);
  message.writeUInt16LE(4, 32);
  message.writeUInt32LE(PROC_CN_MCAST_LISTEN, HEADERS);
  check(libc.send(fd, message, message.length, 0), 'send', 'PROC_CN_MCAST_LISTEN');
}

/** One event; undefined for one that is not of use, such as that of a thread. The pid is that of the process (tgid). */
function parseEvent(buffer: Buffer): ProcessEvent | undefined {
  const kind = KINDS.get(buffer.readUInt32LE(HEADERS));
  if (!kind) return undefined;
  // what, cpu, timestamp, then pids and tgids; a fork tells those of the parent first.
  const at = HEADERS + 16 + (kind === 'fork' ? 8 : 0);
  const pid = buffer.readUInt32LE(at);
  const tgid = buffer.readUInt32LE(at + 4);
  const ofThread = pid !== tgid && (kind === 'fork' || kind === 'exit');
  return ofThread ? undefined : { kind, pid: tgid };
}

/** Takes all waiting messages off the socket. */
function drain(fd: number, buffer: Buffer): ProcessEvent[] {
  const events: ProcessEvent[] = [];
  for (;;) {
    const length = libc.recv(fd, buffer, buffer.length, 0);
    if (length >= HEADERS + 24) {
      const event = parseEvent(buffer);
      if (event) events.push(event);
    } else if (length < 0) {
      const errno = lastErrno();
      if (errno === 'ENOBUFS') events.push({ kind: 'lost' });
      else if (errno !== 'EINTR') return events;
    }
  }
}

/** The kernel confirms the subscription, or refuses it, with an acknowledgement: PROC_EVENT_NONE with an errno. */
function checkAcknowledged(fd: number, buffer: Buffer): void {
  const length = libc.recv(fd, buffer, buffer.length, 0);
  if (length < HEADERS + 24 || buffer.readUInt32LE(HEADERS) !== 0) return;
  const error = buffer.readUInt32LE(HEADERS + 16);
  if (error !== 0) throw new SyscallError('PROC_CN_MCAST_LISTEN', error === 1 ? 'EPERM' : String(error));
}

/**
 * Subscribes to the process connector. It costs nothing while no process is born or ends; `onEvents` gets all events of a
 * wake-up at once.
 * @throws SyscallError EPERM or ECONNREFUSED when the caller may not, or is not in the initial namespaces
 */
export function openProcessEvents(
  readiness: Readiness,
  onEvents: (events: readonly ProcessEvent[]) => void,
): Disposable {
  const fd = check(
    libc.socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR),
    'socket',
    'NETLINK_CONNECTOR',
  );
  const buffer = Buffer.allocUnsafeSlow(4096);
  try {
    const size = Buffer.alloc(4);
    size.writeInt32LE(4 * 1024 * 1024);
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, size, 4);
    subscribe(fd);
    checkAcknowledged(fd, buffer);
    return readiness.add(fd, () => onEvents(drain(fd, buffer)));
  } catch (error) {
    close(fd);
    throw error;
  }
}
