import { readdirSync } from 'node:fs';
import { check, lastErrno } from './errno.ts';
import * as libc from './libc.ts';

/** Size of the shared buffer at first, and the most that one piece may have unless told. */
const FIRST_READ = 64 * 1024;

/**
 * Reads files and links below /proc with as few system calls and as little garbage as possible:
 * three calls a file, one a link, one shared buffer. Nothing throws: a failed read gives `undefined`
 * and leaves the errno in {@link errno}.
 */
export class Proc {
  readonly #dir = check(
    libc.openat(libc.AT_FDCWD, '/proc', libc.O_RDONLY | libc.O_DIRECTORY | libc.O_CLOEXEC),
    'open',
    '/proc',
  );
  #buffer = Buffer.allocUnsafeSlow(FIRST_READ);
  /** Name of the errno of the last failed read. */
  errno = '';

  /** Pids of the processes that /proc lists now. */
  pids(): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  }

  /** Names in a directory below /proc; undefined when it cannot be read. */
  list(path: string): string[] | undefined {
    try {
      return readdirSync(`/proc/${path}`);
    } catch (error) {
      this.errno = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
      return undefined;
    }
  }

  /** readlink(2) of a path below /proc, Latin-1. */
  link(path: string): string | undefined {
    const length = libc.readlinkat(this.#dir, path, this.#buffer, 4096);
    return length < 0 ? this.#failed() : this.#buffer.toString('latin1', 0, length);
  }

  /**
   * Content of a file below /proc that the kernel gives in one piece (stat, status, cgroup, cmdline, …),
   * as UTF-8 with invalid bytes as U+FFFD, at most `max` bytes.
   */
  file(path: string, max = FIRST_READ): string | undefined {
    const fd = libc.openat(this.#dir, path, libc.O_RDONLY | libc.O_CLOEXEC);
    if (fd < 0) return this.#failed();
    if (max > this.#buffer.length) this.#grow(max);
    const length = libc.read(fd, this.#buffer, max);
    if (length < 0) this.errno = lastErrno();
    libc.close(fd);
    return length < 0 ? undefined : this.#buffer.toString('utf8', 0, length);
  }

  /** Content of a file below /proc that the kernel gives record by record (mountinfo, net/*), whole. */
  records(path: string): string | undefined {
    const fd = libc.openat(this.#dir, path, libc.O_RDONLY | libc.O_CLOEXEC);
    if (fd < 0) return this.#failed();
    const length = this.#readAll(fd);
    libc.close(fd);
    return length < 0 ? undefined : this.#buffer.toString('utf8', 0, length);
  }

  /** Opens a file below /proc for {@link again}; undefined when it cannot. Close it with `close` of `fd.ts`. */
  open(path: string): number | undefined {
    const fd = libc.openat(this.#dir, path, libc.O_RDONLY | libc.O_CLOEXEC);
    return fd < 0 ? this.#failed() : fd;
  }

  /** Reads an open small file (at most a page) again from its beginning, Latin-1. */
  again(fd: number): string | undefined {
    const length = libc.pread(fd, this.#buffer, 4096, 0);
    return length < 0 ? this.#failed() : this.#buffer.toString('latin1', 0, length);
  }

  #readAll(fd: number): number {
    for (let length = 0; ; ) {
      if (length === this.#buffer.length) this.#grow(length * 2);
      const count = libc.read(fd, this.#buffer.subarray(length), this.#buffer.length - length);
      if (count < 0) this.errno = lastErrno();
      if (count <= 0) return count < 0 ? -1 : length;
      length += count;
    }
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }

  #failed(): undefined {
    this.errno = lastErrno();
    return undefined;
  }

  dispose(): void {
    libc.close(this.#dir);
  }
}
