import type { Disposable } from '../../base/disposable.ts';
import { KernelLog, kmsgRecord, type Logged } from '../../model/cgroup/kernel-log.ts';
import { SyscallError } from '../kernel/errno.ts';
import { openKmsg, readKmsg } from '../kernel/kmsg.ts';
import type { Readiness } from '../kernel/readiness.ts';
import type { Log } from '../log.ts';

export interface LoggedAt {
  readonly logged: Logged;
  /** Number of the record that completed it; with the boot it is its own for ever. */
  readonly sequence: number;
  /** ms since the epoch. */
  readonly time: number;
}

export interface KernelLogWatchOptions {
  readonly readiness: Readiness;
  readonly log: Log;
  /** First what the log still has from before, then what is new. */
  readonly onLogged: (found: readonly LoggedAt[], when: 'before' | 'now') => void;
}

/** Follows the kernel log for what it tells of limits. */
export class KernelLogWatch implements Disposable {
  readonly #options: KernelLogWatchOptions;
  readonly #parser = new KernelLog();
  readonly #subscription: Disposable | undefined;
  /** Name of the errno when the log cannot be read: EPERM without CAP_SYSLOG. */
  readonly errno: string | undefined;

  constructor(options: KernelLogWatchOptions) {
    this.#options = options;
    try {
      const fd = openKmsg();
      this.#subscription = options.readiness.add(fd, () => this.#read(fd, 'now'));
      this.#read(fd, 'before');
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      this.errno = error.errno;
      options.log('debug', `The kernel log cannot be read: ${error.message}`);
    }
  }

  dispose(): void {
    this.#subscription?.dispose();
  }

  #read(fd: number, when: 'before' | 'now'): void {
    const found = [...this.#records(fd)];
    if (found.length > 0) this.#options.onLogged(found, when);
  }

  *#records(fd: number): Generator<LoggedAt> {
    const sinceBoot = Number(process.hrtime.bigint() / 1000n);
    for (const raw of readKmsg(fd)) {
      if (raw === undefined) this.#options.log('debug', 'Records of the kernel log were lost before they were read');
      const record = kmsgRecord(raw ?? '');
      const logged = record && this.#parser.take(record.text);
      if (!record || !logged) continue;
      yield { logged, sequence: record.sequence, time: Math.round(Date.now() - (sinceBoot - record.time) / 1000) };
    }
  }
}
