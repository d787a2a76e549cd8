import { readdirSync } from 'node:fs';
import { check, lastErrno } from './errno.ts';
import * as libc from './libc.ts';

/** Size of the shared buffer at first, and the most that one piece may have unless told. */
const FIRST_READ = 64 * 1024;

/** A piece of the list of processes: about a thousand of them. */
const LIST_SIZE = 32 * 1024;
/** Places in `struct linux_dirent64`: the length of the record, and its name. */
const DIRENT_LENGTH = 16;
const DIRENT_NAME = 19;

/** Adds the names that are numbers. */
function addNumbers(numbers: number[], entries: Buffer, length: number): void {
  for (let at = 0; at < length; at += entries.readUInt16LE(at + DIRENT_LENGTH)) {
    let number = 0;
    const start = at + DIRENT_NAME;
    let from = start;
    for (let digit = (entries[from] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (entries[++from] ?? 0) - 48) {
      number = number * 10 + digit;
    }
    if (from > start && entries[from] === 0) numbers.push(number);
  }
}

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

  /** Pids of the processes that /proc lists now; yields after each piece of the list (getdents64(2)). */
  *pids(): Generator<void, number[]> {
    const fd = check(libc.openat(this.#dir, '.', libc.O_RDONLY | libc.O_DIRECTORY | libc.O_CLOEXEC), 'open', '/proc');
    const entries = Buffer.allocUnsafeSlow(LIST_SIZE);
    const pids: number[] = [];
    try {
      for (;;) {
        const length = check(libc.getdents64(fd, entries, LIST_SIZE), 'getdents64', '/proc');
        if (length === 0) return pids;
        addNumbers(pids, entries, length);
        yield;
      }
    } finally {
      libc.close(fd);
    }
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

  /** Names that are numbers in a directory below /proc (getdents64(2)); undefined when it cannot be read. */
  numbers(path: string): number[] | undefined {
    const fd = libc.openat(this.#dir, path, libc.O_RDONLY | libc.O_DIRECTORY | libc.O_CLOEXEC);
    if (fd < 0) return this.#failed();
    const numbers: number[] = [];
    let length = libc.getdents64(fd, this.#buffer, LIST_SIZE);
    for (; length > 0; length = libc.getdents64(fd, this.#buffer, LIST_SIZE)) addNumbers(numbers, this.#buffer, length);
    if (length < 0) this.errno = lastErrno();
    libc.close(fd);
    return length < 0 ? undefined : numbers;
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
