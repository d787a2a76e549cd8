import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type CgroupId, cgroupId } from '../../model/cgroup/cgroup.ts';
import type { LimitEvent } from '../../model/cgroup/limit-event.ts';
import type { CgroupValues, Limit } from '../../model/cgroup/values.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { CgroupValuesReader } from '../discover/cgroup-values.ts';
import { Users } from '../discover/users.ts';
import type { Readiness } from '../kernel/readiness.ts';
import type { Log } from '../log.ts';
import { type Counted, CounterWatch } from './counter-watch.ts';
import { KernelLogWatch, type LoggedAt } from './kernel-log-watch.ts';
import type { LimitHistory } from './limit-history.ts';
import { Throng } from './throng.ts';

/** What only values tell is looked for at most so often, with the scans that there are anyway. */
const LOOK_MS = 1000;

export interface LimitEventsOptions {
  readonly readiness: Readiness;
  readonly log: Log;
  readonly history: LimitHistory;
  readonly send: (events: readonly LimitEvent[]) => void;
}

/** Finds out when limits make themselves felt, writes it down and tells it. */
export class LimitEvents implements Disposable {
  readonly #options: LimitEventsOptions;
  readonly #store = new DisposableStore();
  readonly #values = new CgroupValuesReader();
  readonly #users = new Users();
  readonly #counters: CounterWatch;
  readonly #throng: Throng;
  #kernelLog: KernelLogWatch | undefined;
  #watched: ReadonlySet<CgroupId> = new Set();
  #snapshot: Snapshot | undefined;
  /** Of watched groups, at the last look. */
  #last = new Map<CgroupId, CgroupValues>();
  #populated = new Set<CgroupId>();
  #lookedAt = -Infinity;

  constructor(options: LimitEventsOptions) {
    this.#options = options;
    this.#throng = this.#store.add(new Throng((events) => this.#tell(events)));
    this.#counters = this.#store.add(
      new CounterWatch({ readiness: options.readiness, onCounted: (counted) => this.#counted(counted) }),
    );
  }

  /** Why the kernel log tells nothing: name of an errno; undefined when it does. */
  get logErrno(): string | undefined {
    return this.#kernelLog?.errno;
  }

  /** Everything that is known, oldest first. */
  history(): readonly LimitEvent[] {
    return this.#options.history.list();
  }

  /** These groups are told of closely: also what only their counters tell, and when their last process leaves. */
  watch(groups: readonly CgroupId[]): void {
    this.#watched = new Set(groups);
    this.#lookedAt = -Infinity;
    if (!this.#snapshot) return;
    this.#followCounters();
    this.#look(this.#snapshot);
  }

  /** The host was looked at. */
  follow(snapshot: Snapshot): void {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    this.#kernelLog ??= this.#store.add(this.#openLog());
    if (before?.cgroups !== snapshot.cgroups || before.hierarchies !== snapshot.hierarchies) this.#followCounters();
    if (performance.now() - this.#lookedAt >= LOOK_MS) this.#look(snapshot);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #followCounters(): void {
    const isLogBlind = this.logErrno !== undefined;
    if (this.#snapshot) this.#counters.follow(this.#snapshot, this.#watched, isLogBlind);
  }

  #openLog(): KernelLogWatch {
    const { readiness, log } = this.#options;
    return new KernelLogWatch({ readiness, log, onLogged: (found, when) => this.#logged(found, when) });
  }

  #logged(found: readonly LoggedAt[], when: 'before' | 'now'): void {
    this.#users.refresh();
    const events = found.flatMap((each) => this.#ofLog(each) ?? []);
    if (when === 'now') for (const event of events) this.#throng.take(event);
    else this.#write(events);
  }

  #ofLog({ logged, sequence, time }: LoggedAt): LimitEvent | undefined {
    const bootId = this.#snapshot?.host.bootId ?? '';
    const id = `${bootId} ${sequence}`;
    if (logged.kind === 'fork_refused') {
      const group = this.#groupOf('pids', logged.path);
      return { id, kind: 'pids', time, group, logged: true, ...this.#limitOf(group, 'pids') };
    }
    const { limited, path, pid, comm, uid, held, usage, limit } = logged;
    const user = this.#users.name(uid);
    return {
      id,
      kind: 'oom_kill',
      time,
      group: this.#groupOf('memory', path),
      ...(limited !== undefined && { limited: this.#groupOf('memory', limited) }),
      ...(limit !== undefined && { limit }),
      ...(usage !== undefined && { usage }),
      process: { pid, comm, uid, held, ...(user !== undefined && { user }) },
      logged: true,
    };
  }

  /** The kernel tells paths; the controller tells in which hierarchy. */
  #groupOf(controller: string, path: string): CgroupId {
    const v1 = this.#snapshot?.hierarchies.find(
      ({ version, controllers }) => version === 1 && controllers.includes(controller),
    );
    return cgroupId(v1?.id ?? 0, path);
  }

  #counted(counted: readonly Counted[]): void {
    // The log tells of kills, and more of them.
    const found = this.logErrno === undefined ? counted.filter(({ kind }) => kind !== 'oom_kill') : counted;
    for (const { group, kind, count, total } of found) {
      const id = `${this.#snapshot?.host.bootId ?? ''} ${group} ${kind} ${total}`;
      this.#throng.take({ id, kind, time: Date.now(), group, count, ...this.#limitOf(group, kind) });
    }
  }

  #limitOf(group: CgroupId, kind: LimitEvent['kind']): { readonly limit?: number; readonly limited?: CgroupId } {
    const { memory, pids } = this.#values.read(group, this.#snapshot?.hierarchies ?? []);
    const limits: Partial<Record<LimitEvent['kind'], Limit | undefined>> = {
      memory: memory?.max,
      'memory.high': memory?.high,
      pids: pids?.max,
    };
    const limit = limits[kind];
    return typeof limit === 'number' ? { limit, limited: group } : {};
  }

  /** What no event tells, of watched groups: quotas that ran out, in v1 also limits that were hit and the last process. */
  #look(snapshot: Snapshot): void {
    this.#lookedAt = performance.now();
    const now = new Map([...this.#watched].map((group) => [group, this.#values.read(group, snapshot.hierarchies)]));
    for (const [group, values] of now) {
      const before = this.#last.get(group);
      if (!before || values.gone) continue;
      const throttled = grown(before.cpu?.throttled, values.cpu?.throttled);
      const hit = isV1(snapshot, group) ? grown(before.memory?.events?.max, values.memory?.events?.max) : 0;
      const counted: Counted[] = [
        { group, kind: 'cpu', count: throttled, total: values.cpu?.throttled ?? 0 },
        { group, kind: 'memory', count: hit, total: values.memory?.events?.max ?? 0 },
      ];
      this.#counted(counted.filter(({ count }) => count > 0));
    }
    this.#last = now;
    this.#tellEmptied(snapshot);
  }

  /** In v1 nothing tells that the last process left but the processes themselves. */
  #tellEmptied(snapshot: Snapshot): void {
    const watched = [...this.#watched].filter((group) => isV1(snapshot, group));
    const populated = watched.length === 0 ? new Set<CgroupId>() : populatedOf(snapshot, watched);
    const emptied = watched.filter((group) => this.#populated.has(group) && !populated.has(group));
    this.#populated = populated;
    this.#counted(emptied.map((group) => ({ group, kind: 'emptied', count: 1, total: Date.now() })));
  }

  #tell(events: readonly LimitEvent[]): void {
    const news = this.#write(events);
    if (news.length > 0) this.#options.send(news);
  }

  #write(events: readonly LimitEvent[]): readonly LimitEvent[] {
    try {
      return this.#options.history.add(events);
    } catch (error) {
      this.#options.log('warn', `The history of limits cannot be written: ${String(error)}`);
      return events;
    }
  }
}

function isV1({ hierarchies }: Snapshot, group: CgroupId): boolean {
  return hierarchies.some(({ id, version }) => version === 1 && group.startsWith(`${id}:`));
}

function populatedOf({ processes }: Snapshot, groups: readonly CgroupId[]): Set<CgroupId> {
  const members = Object.values(processes).flatMap(({ cgroups, state }) =>
    state === 'zombie' ? [] : cgroups.map(({ hierarchy, path }) => cgroupId(hierarchy, path)),
  );
  return new Set(groups.filter((group) => members.some((id) => id === group || id.startsWith(`${group}/`))));
}

function grown(before: number | undefined, now: number | undefined): number {
  return Math.max(0, (now ?? 0) - (before ?? now ?? 0));
}
