import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { check } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';

const POLLIN = 1;
/** `struct pollfd`: descriptor, events, revents. */
const POLLFD = 8;

/** Reads a descriptor empty. @returns time in ms that it need not be looked at again, so that a flood does not wake the agent all the time */
type Reader = () => number | void;

/**
 * Tells when descriptors can be read: poll(2) of all of them, on one thread of the pool. A byte in a pipe ends the wait,
 * since closing a polled descriptor does not.
 */
export class Readiness implements Disposable {
  readonly #readers = new Map<number, Reader>();
  readonly #resting = new Map<number, NodeJS.Timeout>();
  /** Closed when no poll is under way. */
  readonly #closing: number[] = [];
  #pipe: { readonly read: number; readonly write: number } | undefined;
  #waiting = false;
  #disposed = false;
  // A thread of the pool that waits for ever would keep the process from exiting.
  readonly #onExit = () => this.#wake();

  /** Calls `onReadable` whenever `fd` can be read, which must then read it empty; disposing closes `fd`. */
  add(fd: number, onReadable: Reader): Disposable {
    this.#readers.set(fd, onReadable);
    this.#look();
    return toDisposable(() => {
      if (!this.#readers.delete(fd)) return;
      this.#awaken(fd);
      this.#closing.push(fd);
      if (this.#waiting) this.#wake();
      else this.#closeOld();
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#closing.push(...this.#readers.keys());
    for (const fd of this.#readers.keys()) this.#awaken(fd);
    this.#readers.clear();
    if (this.#waiting) this.#wake();
    else this.#closeOld();
  }

  /** Waits for all that there is now. */
  #look(): void {
    if (this.#waiting) this.#wake();
    else if (!this.#disposed) this.#wait();
  }

  #rest(fd: number, ms: number): void {
    this.#awaken(fd);
    const timer = setTimeout(() => {
      this.#resting.delete(fd);
      this.#look();
    }, ms);
    this.#resting.set(fd, timer);
  }

  #awaken(fd: number): void {
    clearTimeout(this.#resting.get(fd));
    this.#resting.delete(fd);
  }

  #wait(): void {
    if (this.#readers.size === 0) return this.#closePipe();
    const pipe = (this.#pipe ??= this.#openPipe());
    const fds = [pipe.read, ...this.#readers.keys()];
    const polled = Buffer.alloc(fds.length * POLLFD);
    fds.forEach((fd, at) => {
      // poll(2) passes over a negative one.
      polled.writeInt32LE(this.#resting.has(fd) ? -1 : fd, at * POLLFD);
      polled.writeUInt16LE(POLLIN, at * POLLFD + 4);
    });
    this.#waiting = true;
    libc.pollAsync(polled, fds.length, -1, () => this.#woke(polled, fds));
  }

  #woke(polled: Buffer, fds: readonly number[]): void {
    this.#waiting = false;
    fds.forEach((fd, at) => {
      if (polled.readUInt16LE(at * POLLFD + 6) === 0) return;
      if (at === 0) libc.read(fd, Buffer.alloc(64), 64);
      else this.#read(fd);
    });
    this.#closeOld();
    if (this.#disposed) this.#closePipe();
    // A reader may have added another, which waits already.
    else if (!this.#waiting) this.#wait();
  }

  #read(fd: number): void {
    const ms = this.#readers.get(fd)?.() ?? 0;
    if (ms > 0 && this.#readers.has(fd)) this.#rest(fd, ms);
  }

  #closeOld(): void {
    for (const fd of this.#closing.splice(0)) close(fd);
  }

  #openPipe(): { readonly read: number; readonly write: number } {
    const fds = Buffer.alloc(8);
    check(libc.pipe2(fds, libc.O_CLOEXEC | libc.O_NONBLOCK), 'pipe2');
    process.once('exit', this.#onExit);
    return { read: fds.readInt32LE(0), write: fds.readInt32LE(4) };
  }

  #closePipe(): void {
    if (!this.#pipe) return;
    process.off('exit', this.#onExit);
    close(this.#pipe.read);
    close(this.#pipe.write);
    this.#pipe = undefined;
  }

  #wake(): void {
    if (this.#pipe) libc.write(this.#pipe.write, Buffer.from('x'), 1);
  }
}
