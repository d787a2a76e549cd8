import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Scope } from '../discover/process-table.ts';
import { SyscallError } from '../kernel/errno.ts';
import { openProcessEvents, type ProcessEvent } from '../kernel/process-events.ts';
import type { Readiness } from '../kernel/readiness.ts';
import type { Log } from '../log.ts';
import { DirectoryWatch } from './directory-watch.ts';

/** Where names of network namespaces come and go: ip-netns(8) and docker. */
const NETNS_DIRS = ['/run/netns', '/run/docker/netns'];
/** A name is a plain file first and a mount later, which inotify does not tell. */
const SECOND_LOOK_MS = 200;

export interface HostEventsOptions {
  readonly log: Log;
  readonly readiness: Readiness;
  /** Something may have changed; `touched`: only processes told before; `full`: events were lost. */
  readonly onChange: (scope: Scope) => void;
  readonly onProcesses: (pids: Iterable<number>) => void;
}

/** The kernel's events of processes and names, as long as somebody looks. */
export class HostEvents implements Disposable {
  readonly #options: HostEventsOptions;
  readonly #store = new DisposableStore();
  /** Whether the kernel tells of processes. */
  readonly processes: boolean;
  #secondLook: NodeJS.Timeout | undefined;

  constructor(options: HostEventsOptions) {
    this.#options = options;
    this.processes = this.#openProcesses();
    for (const dir of NETNS_DIRS) this.#store.add(new DirectoryWatch(dir, () => this.#named()));
  }

  dispose(): void {
    clearTimeout(this.#secondLook);
    this.#store.dispose();
  }

  #openProcesses(): boolean {
    try {
      this.#store.add(openProcessEvents(this.#options.readiness, (events) => this.#happened(events)));
      return true;
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      this.#options.log('debug', `No process events, polling only: ${error.message}`);
      return false;
    }
  }

  #happened(events: readonly ProcessEvent[]): void {
    this.#options.onProcesses(events.flatMap((event) => (event.kind === 'lost' ? [] : event.pid)));
    // A new name alone can wait for the poll: kernel workers rename themselves all the time.
    if (events.every(({ kind }) => kind === 'comm')) return;
    this.#options.onChange(events.some(({ kind }) => kind === 'lost') ? 'full' : 'touched');
  }

  #named(): void {
    this.#options.onChange('changed');
    clearTimeout(this.#secondLook);
    this.#secondLook = setTimeout(() => this.#options.onChange('changed'), SECOND_LOOK_MS);
  }
}
