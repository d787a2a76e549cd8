import { close } from '../kernel/fd.ts';

/** Descriptors of this process that another one opens again through /proc, so that names cannot come to mean something else. */
export class Descriptors {
  readonly #open = new Set<number>();

  /** Keeps a descriptor. @returns the path by which another process of this user opens what it stands for */
  keep(fd: number): string {
    this.#open.add(fd);
    return `/proc/${process.pid}/fd/${fd}`;
  }

  /** Closes all. */
  release(): void {
    for (const fd of this.#open) close(fd);
    this.#open.clear();
  }
}
