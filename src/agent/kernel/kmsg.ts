import { check, lastErrno } from './errno.ts';
import * as libc from './libc.ts';

/** A record is at most so long (CONSOLE_EXT_LOG_MAX); a shorter buffer gives EINVAL. */
const RECORD = 8192;

/** Opens the kernel log, at the oldest record that it still has. @throws SyscallError EPERM without CAP_SYSLOG where dmesg_restrict says so */
export function openKmsg(): number {
  const flags = libc.O_RDONLY | libc.O_NONBLOCK | libc.O_CLOEXEC;
  return check(libc.openat(libc.AT_FDCWD, '/dev/kmsg', flags), 'open', '/dev/kmsg');
}

/**
 * The records that wait, raw (Documentation/ABI/testing/dev-kmsg); undefined where some were overwritten before they were read.
 * @throws SyscallError
 */
export function* readKmsg(fd: number): Generator<string | undefined> {
  const buffer = Buffer.allocUnsafeSlow(RECORD);
  for (;;) {
    const length = libc.read(fd, buffer, RECORD);
    if (length === 0) return;
    if (length > 0) {
      yield buffer.toString('utf8', 0, length);
      continue;
    }
    const errno = lastErrno();
    if (errno === 'EPIPE') yield undefined;
    else if (errno === 'EAGAIN') return;
    else if (errno !== 'EINTR') check(-1, 'read', '/dev/kmsg');
  }
}
