import { fstatSync } from 'node:fs';
import { check, SyscallError } from './errno.ts';
import { close, withFd } from './fd.ts';
import * as libc from './libc.ts';

const SYS_OPENAT2 = 437;
const RESOLVE_IN_ROOT = 0x10;
/** `struct open_how`: flags, mode, resolve. */
const OPEN_HOW = 24;
const ANY_EXECUTE = 0o111;

/** Opens a file below another root; links there lead to what they lead to for those who live there. @throws SyscallError */
function openat2(dir: number, path: string, flags: number): number {
  const how = Buffer.alloc(OPEN_HOW);
  how.writeBigUInt64LE(BigInt(flags | libc.O_CLOEXEC), 0);
  how.writeBigUInt64LE(BigInt(RESOLVE_IN_ROOT), 16);
  return check(libc.syscallOpenat2(SYS_OPENAT2, dir, path, how, OPEN_HOW), 'openat2', path);
}

/**
 * The first `max` bytes of a regular file below another root, where links lead to what they lead to for those who live there
 * (openat2(2)): a link there never leads out.
 * @param root `/proc/PID/root`
 * @throws SyscallError ENOENT, EACCES, EINVAL for what is no regular file, ENOSYS before Linux 5.6
 */
export function readInRoot(root: string, path: string, max: number): string {
  return withFd(root, (dir) => {
    const fd = openat2(dir, path, libc.O_RDONLY | libc.O_NONBLOCK);
    try {
      if (!fstatSync(fd).isFile()) throw new SyscallError('openat2', 'EINVAL', path);
      const buffer = Buffer.alloc(max);
      return buffer.toString('utf8', 0, check(libc.read(fd, buffer, max), 'read', path));
    } finally {
      close(fd);
    }
  });
}

/** Whether a regular file that somebody may execute is there. @throws SyscallError where the root cannot be opened, ENOSYS before Linux 5.6 */
export function isProgramInRoot(root: string, path: string): boolean {
  return withFd(root, (dir) => {
    try {
      const fd = openat2(dir, path, libc.O_PATH);
      try {
        const stat = fstatSync(fd);
        return stat.isFile() && (stat.mode & ANY_EXECUTE) !== 0;
      } finally {
        close(fd);
      }
    } catch (error) {
      if (error instanceof SyscallError && error.errno !== 'ENOSYS') return false;
      throw error;
    }
  });
}
