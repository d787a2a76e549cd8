import { constants } from 'node:os';
import koffi from 'koffi';

/** Other names of the same numbers, which the kernel itself does not use. */
const ALIASES = new Set(['EWOULDBLOCK', 'ENOTSUP']);
const NAMES = new Map(
  Object.entries(constants.errno).flatMap(([name, number]) => (ALIASES.has(name) ? [] : [[number, name]])),
);

/** Name of an errno number: `EPERM`; the number as text for an unknown one. */
export function errnoName(number: number): string {
  return NAMES.get(number) ?? String(number);
}

/** Name of the errno that the last libc call left in this thread. */
export function lastErrno(): string {
  return errnoName(koffi.errno());
}

/** A system call that failed. */
export class SyscallError extends Error {
  readonly call: string;
  readonly errno: string;
  readonly path: string;

  constructor(call: string, errno: string, path = '') {
    super(`${call}${path && ` ${path}`}: ${errno}`);
    this.name = 'SyscallError';
    this.call = call;
    this.errno = errno;
    this.path = path;
  }
}

/** Passes a result that is not negative through; else throws what errno says. */
export function check(result: number, call: string, path = ''): number {
  if (result < 0) throw new SyscallError(call, lastErrno(), path);
  return result;
}

/** The object has gone meanwhile: no problem in a scan. */
export function isGone(errno: string): boolean {
  return errno === 'ENOENT' || errno === 'ESRCH' || errno === 'ENODEV';
}
