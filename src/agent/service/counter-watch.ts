import { type FSWatcher, openSync, watch, writeFileSync } from 'node:fs';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import { groupPlace } from '../../model/cgroup/hierarchy.ts';
import type { LimitEvent } from '../../model/cgroup/limit-event.ts';
import { parseFlat } from '../../model/cgroup/parse-values.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { drainEventfd, eventfd } from '../kernel/eventfd.ts';
import { close } from '../kernel/fd.ts';
import { FileReader } from '../kernel/file-reader.ts';
import type { Readiness } from '../kernel/readiness.ts';

/** Watches take memory of the kernel, and are shared with everybody else of the user. */
const MOST_WATCHES = 512;
/** Groups whose counters are compared to find the one that an event came from. */
const MOST_COMPARED = 2000;

/** A counter that grew. */
export interface Counted {
  readonly group: CgroupId;
  readonly kind: LimitEvent['kind'];
  /** How much it grew, and what it is now. */
  readonly count: number;
  readonly total: number;
}

export interface CounterWatchOptions {
  readonly readiness: Readiness;
  readonly onCounted: (counted: readonly Counted[]) => void;
}

/** Which counters of a file mean what. */
const MEANING: Readonly<Record<string, Readonly<Record<string, LimitEvent['kind']>>>> = {
  'memory.events': { max: 'memory', high: 'memory.high', oom_kill: 'oom_kill' },
  'memory.events.local': { max: 'memory', high: 'memory.high', oom_kill: 'oom_kill' },
  'memory.oom_control': { oom_kill: 'oom_kill' },
  'pids.events': { max: 'pids' },
  'cgroup.events': { populated: 'emptied' },
};

type Counters = ReadonlyMap<string, number>;

/** Where a group is; one that was made again in its place has another inode number. */
interface Place {
  readonly group: CgroupId;
  readonly inode: number | undefined;
  readonly directory: string;
  readonly version: 1 | 2;
}

/** What a file of a group said last. */
interface Said {
  readonly place: Place;
  readonly counters: Counters;
}

interface Watch {
  readonly place: Place;
  readonly subscription: Disposable;
}

/**
 * Follows the counters of limits by inotify(7), which the kernel notifies of changes of `*.events`, and in v1 by eventfd
 * (Documentation/admin-guide/cgroup-v1/memory.rst). In v2 a group counts those below it, so that the groups below the root
 * tell of all, also of one that was gone at once.
 */
export class CounterWatch implements Disposable {
  readonly #options: CounterWatchOptions;
  readonly #files = new FileReader();
  /** By the paths of the files. */
  readonly #watches = new Map<string, Watch>();
  readonly #said = new Map<string, Said>();
  #snapshot: Snapshot | undefined;

  constructor(options: CounterWatchOptions) {
    this.#options = options;
  }

  /**
   * Watches what is there now.
   * @param watched groups that somebody wants to be told of, whichever they are
   * @param kills of v1 groups are wanted too: nothing else tells of them
   */
  follow(snapshot: Snapshot, watched: ReadonlySet<CgroupId>, kills: boolean): void {
    const first = this.#snapshot === undefined;
    this.#snapshot = snapshot;
    const wanted = new Map(this.#filesToWatch(snapshot, watched, kills));
    for (const [file, { place, subscription }] of this.#watches) {
      if (wanted.get(file)?.inode === place.inode && wanted.has(file)) continue;
      subscription.dispose();
      this.#watches.delete(file);
      this.#said.delete(file);
    }
    for (const [file, { place }] of this.#said) {
      if (snapshot.cgroups[place.group]?.inode !== place.inode) this.#said.delete(file);
    }
    for (const [file, place] of wanted) {
      if (this.#watches.size >= MOST_WATCHES) break;
      if (!this.#watches.has(file)) this.#watch(file, place);
    }
    if (first) this.#readBelow(snapshot);
  }

  dispose(): void {
    for (const { subscription } of this.#watches.values()) subscription.dispose();
    this.#watches.clear();
  }

  *#filesToWatch(snapshot: Snapshot, watched: ReadonlySet<CgroupId>, kills: boolean): Generator<[string, Place]> {
    const isTop = ({ parent }: { readonly parent?: CgroupId }) => parent === undefined;
    for (const group of [...watched, ...Object.keys(snapshot.cgroups)]) {
      const found = snapshot.cgroups[group];
      const place = found && placeOf(group, snapshot);
      if (!found || !place || isTop(found)) continue;
      const isWatched = watched.has(group);
      const above = snapshot.cgroups[found.parent ?? ''];
      const names =
        place.version === 1
          ? [...(isWatched ? ['pids.events'] : []), ...(isWatched || kills ? ['memory.oom_control'] : [])]
          : [
              ...(isWatched || (above && isTop(above)) ? ['memory.events', 'pids.events'] : []),
              ...(isWatched ? ['cgroup.events'] : []),
            ];
      for (const name of names) yield [`${place.directory}/${name}`, place];
    }
  }

  #watch(file: string, place: Place): void {
    const counters = this.#read(file);
    if (!counters) return;
    const subscription = file.endsWith('/memory.oom_control')
      ? this.#byEventfd(file, place)
      : this.#byInotify(file, place);
    if (!subscription) return;
    this.#watches.set(file, { place, subscription });
    this.#said.set(file, { place, counters });
  }

  /** Undefined when inotify refuses: no watch left. */
  #byInotify(file: string, place: Place): Disposable | undefined {
    let watcher: FSWatcher;
    try {
      watcher = watch(file, { persistent: false }, () => this.#changed(file, place));
    } catch {
      return undefined;
    }
    watcher.on('error', () => {});
    return toDisposable(() => watcher.close());
  }

  /** Undefined when the kernel refuses: no right to read the file. */
  #byEventfd(file: string, place: Place): Disposable | undefined {
    const event = eventfd();
    try {
      const control = openSync(file, 'r');
      try {
        writeFileSync(`${place.directory}/cgroup.event_control`, `${event} ${control}`);
      } finally {
        close(control);
      }
    } catch {
      close(event);
      return undefined;
    }
    return this.#options.readiness.add(event, () => {
      drainEventfd(event);
      // The kernel tells of the shortage first and counts the kill a moment later.
      this.#changed(file, place);
      setTimeout(() => this.#changed(file, place), 100).unref();
    });
  }

  #read(file: string): Counters | undefined {
    const text = this.#files.file(file);
    return text === undefined ? undefined : parseFlat(text);
  }

  #changed(file: string, place: Place): void {
    const grown = this.#grown(file, place);
    if (grown.length === 0) return;
    const found = file.endsWith('/memory.events') ? grown.flatMap((each) => this.#locate(each)) : grown;
    this.#options.onCounted(found);
  }

  /** What a file says more than the last time that it was read; that of a new group begins at 0. */
  #grown(file: string, place: Place): Counted[] {
    const now = this.#read(file);
    if (!now) return [];
    const said = this.#said.get(file);
    const before = said?.place.inode === place.inode ? said?.counters : undefined;
    this.#said.set(file, { place, counters: now });
    const { group } = place;
    const name = file.slice(file.lastIndexOf('/') + 1);
    return Object.entries(MEANING[name] ?? {}).flatMap(([key, kind]): Counted[] => {
      const [was, is] = [before?.get(key) ?? 0, now.get(key) ?? 0];
      if (kind === 'emptied') return was === 1 && is === 0 ? [{ group, kind, count: 1, total: Date.now() }] : [];
      return is > was ? [{ group, kind, count: is - was, total: is }] : [];
    });
  }

  /** A group counts those below it: tells which of them it was, and what is left when that one has gone already. */
  #locate(counted: Counted): Counted[] {
    const found = this.#placesBelow(counted.group)
      .flatMap((place) => this.#grown(`${place.directory}/memory.events.local`, place))
      .filter(({ kind }) => kind === counted.kind);
    const rest = counted.count - found.reduce((sum, { count }) => sum + count, 0);
    // Groups that count alone (before Linux 5.2) have no such file.
    return rest > 0 ? [...found, { ...counted, count: rest }] : found;
  }

  #placesBelow(group: CgroupId): Place[] {
    const snapshot = this.#snapshot;
    if (!snapshot) return [];
    const below = Object.keys(snapshot.cgroups).filter((id) => id === group || id.startsWith(`${group}/`));
    return below.slice(0, MOST_COMPARED).flatMap((id) => placeOf(id, snapshot) ?? []);
  }

  /** What the groups below the watched ones say at the beginning; those that come later begin at 0. */
  #readBelow(snapshot: Snapshot): void {
    for (const id of Object.keys(snapshot.cgroups).slice(0, MOST_COMPARED)) {
      const place = placeOf(id, snapshot);
      if (place?.version !== 2) continue;
      const file = `${place.directory}/memory.events.local`;
      const counters = this.#read(file);
      if (counters) this.#said.set(file, { place, counters });
    }
  }
}

function placeOf(group: CgroupId, { cgroups, hierarchies }: Snapshot): Place | undefined {
  const place = groupPlace(group, hierarchies);
  const inode = cgroups[group]?.inode;
  return place && { group, inode, directory: place.directory, version: place.hierarchy.version };
}
