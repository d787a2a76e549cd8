import { check } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';

/** Request of ioctl_tty(2), and its arguments (termios.h). */
const TCXONC = 0x540a;
const TCOOFF = 0;
const TCOON = 1;

/**
 * Stops or starts what is written to a terminal, as tcflow(3) does: who writes waits meanwhile. Apart from Ctrl-S and
 * Ctrl-Q, which a person keeps.
 * @param path of the terminal: `/dev/pts/3`
 * @throws SyscallError ENOENT, EIO when it has been closed
 */
export function setOutput(path: string, state: 'stopped' | 'flowing'): void {
  const flags = libc.O_RDWR | libc.O_NOCTTY | libc.O_NONBLOCK | libc.O_CLOEXEC;
  const fd = check(libc.openat(libc.AT_FDCWD, path, flags), 'open', path);
  try {
    check(libc.ioctlNumber(fd, TCXONC, state === 'stopped' ? TCOOFF : TCOON), 'ioctl(TCXONC)', path);
  } finally {
    close(fd);
  }
}
