import { lastErrno } from './errno.ts';
import * as libc from './libc.ts';
import { pathOfText, textOfBytes } from './raw-text.ts';

/** Size of the shared buffer at first, and the most that one piece may have unless told. */
const FIRST_READ = 64 * 1024;

const SYS_STATX = process.arch === 'arm64' ? 291 : 332;
const STATX_NLINK = 0x4;
const STATX_INO = 0x100;
/** Places of stx_nlink and stx_ino in `struct statx`, which has 256 bytes. */
const NLINK = 16;
const INO = 32;

/** Inode number and number of hard links. */
export interface FileIdentity {
  readonly inode: number;
  readonly links: number;
}

/**
 * Reads small files of the kernel with as few system calls and as little garbage as possible: three calls a file, one
 * a link, one shared buffer. Nothing throws: a failed read gives `undefined` and leaves the errno in {@link errno}.
 */
export class FileReader {
  /** Paths are relative to it. */
  protected readonly dir: number;
  protected buffer = Buffer.allocUnsafeSlow(FIRST_READ);
  /** Name of the errno of the last failed read. */
  errno = '';

  /** @param dir an open directory; by default paths are absolute */
  constructor(dir = libc.AT_FDCWD) {
    this.dir = dir;
  }

  /** statx(2) of a path, links followed. */
  identity(path: string, dir = this.dir): FileIdentity | undefined {
    const { buffer } = this;
    const failed = libc.syscallStatx(SYS_STATX, dir, pathOfText(path), 0, STATX_NLINK | STATX_INO, buffer) < 0;
    return failed ? this.failed() : { inode: Number(buffer.readBigUInt64LE(INO)), links: buffer.readUInt32LE(NLINK) };
  }

  /** The same of names in a directory; undefined for what is not there. The kernel looks for the directory only once. */
  identities(directory: string, names: readonly string[]): (FileIdentity | undefined)[] {
    const fd = libc.openat(this.dir, pathOfText(directory), libc.O_PATH | libc.O_DIRECTORY | libc.O_CLOEXEC);
    if (fd < 0) return names.map(() => this.failed());
    const found = names.map((name) => this.identity(name, fd));
    libc.close(fd);
    return found;
  }

  /** readlink(2) of a path, Latin-1. */
  link(path: string): string | undefined {
    const length = libc.readlinkat(this.dir, path, this.buffer, 4096);
    return length < 0 ? this.failed() : this.buffer.toString('latin1', 0, length);
  }

  /**
   * Content of a file that the kernel gives in one piece (stat, status, cgroup, cmdline, …),
   * as UTF-8 with invalid bytes as U+FFFD, at most `max` bytes.
   */
  file(path: string, max = FIRST_READ): string | undefined {
    const length = this.#readOnce(path, max);
    return length === undefined ? undefined : this.buffer.toString('utf8', 0, length);
  }

  /** The same of a file that has paths, so that they lead back to what they name (raw-text.ts). */
  paths(path: string): string | undefined {
    const length = this.#readOnce(path, FIRST_READ);
    return length === undefined ? undefined : textOfBytes(this.buffer.subarray(0, length));
  }

  #readOnce(path: string, max: number): number | undefined {
    const fd = libc.openat(this.dir, pathOfText(path), libc.O_RDONLY | libc.O_CLOEXEC);
    if (fd < 0) return this.failed();
    if (max > this.buffer.length) this.#grow(max);
    const length = libc.read(fd, this.buffer, max);
    if (length < 0) this.errno = lastErrno();
    libc.close(fd);
    return length < 0 ? undefined : length;
  }

  /** Content of a file that the kernel gives record by record (mountinfo, net/*), whole. */
  records(path: string): string | undefined {
    const fd = libc.openat(this.dir, pathOfText(path), libc.O_RDONLY | libc.O_CLOEXEC);
    if (fd < 0) return this.failed();
    const length = this.#readAll(fd);
    libc.close(fd);
    return length < 0 ? undefined : this.buffer.toString('utf8', 0, length);
  }

  /** Opens a file for {@link again}; undefined when it cannot. Close it with `close` of `fd.ts`. */
  open(path: string): number | undefined {
    const fd = libc.openat(this.dir, path, libc.O_RDONLY | libc.O_CLOEXEC);
    return fd < 0 ? this.failed() : fd;
  }

  /** Reads an open small file (at most a page) again from its beginning, Latin-1. */
  again(fd: number): string | undefined {
    const length = libc.pread(fd, this.buffer, 4096, 0);
    return length < 0 ? this.failed() : this.buffer.toString('latin1', 0, length);
  }

  #readAll(fd: number): number {
    for (let length = 0; ; ) {
      if (length === this.buffer.length) this.#grow(length * 2);
      const count = libc.read(fd, this.buffer.subarray(length), this.buffer.length - length);
      if (count < 0) this.errno = lastErrno();
      if (count <= 0) return count < 0 ? -1 : length;
      length += count;
    }
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(size);
    this.buffer.copy(larger);
    this.buffer = larger;
  }

  protected failed(): undefined {
    this.errno = lastErrno();
    return undefined;
  }
}
