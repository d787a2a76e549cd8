import { readdirSync } from 'node:fs';
import { check, lastErrno } from './errno.ts';
import { FileReader } from './file-reader.ts';
import * as libc from './libc.ts';

/**
 * A piece of the list of processes: about a hundred and fifty of them. The kernel may make an inode for each of them,
 * 20 µs or so, and a piece cannot be interrupted.
 */
const LIST_SIZE = 4 * 1024;
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

/** Reads what is below /proc. */
export class Proc extends FileReader {
  constructor() {
    super(
      check(libc.openat(libc.AT_FDCWD, '/proc', libc.O_RDONLY | libc.O_DIRECTORY | libc.O_CLOEXEC), 'open', '/proc'),
    );
  }

  /** Pids of the processes that /proc lists now; yields after each piece of the list (getdents64(2)). */
  *pids(): Generator<void, number[]> {
    const fd = check(libc.openat(this.dir, '.', libc.O_RDONLY | libc.O_DIRECTORY | libc.O_CLOEXEC), 'open', '/proc');
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
    const fd = libc.openat(this.dir, path, libc.O_RDONLY | libc.O_DIRECTORY | libc.O_CLOEXEC);
    if (fd < 0) return this.failed();
    const numbers: number[] = [];
    let length = libc.getdents64(fd, this.buffer, LIST_SIZE);
    for (; length > 0; length = libc.getdents64(fd, this.buffer, LIST_SIZE)) addNumbers(numbers, this.buffer, length);
    if (length < 0) this.errno = lastErrno();
    libc.close(fd);
    return length < 0 ? undefined : numbers;
  }

  dispose(): void {
    libc.close(this.dir);
  }
}
