import type { Disposable } from '../../base/disposable.ts';
import type { LimitEvent } from '../../model/cgroup/limit-event.ts';

/** Events of one kind of one group within this time are told at once only as far as there is room. */
const WINDOW_MS = 10_000;
/** Kills are few and matter; counters can grow thousands of times a second. */
const ROOM: Readonly<Record<LimitEvent['kind'], number>> = {
  oom_kill: 5,
  memory: 1,
  'memory.high': 1,
  pids: 1,
  cpu: 1,
  emptied: 5,
};

/** What came after there was no room any more. */
interface Waiting {
  told: number;
  latest: LimitEvent | undefined;
  count: number;
  readonly timer: NodeJS.Timeout;
}

/** Lets the first events through at once and gathers a throng of them into one with their count. */
export class Throng implements Disposable {
  readonly #tell: (events: readonly LimitEvent[]) => void;
  readonly #waiting = new Map<string, Waiting>();

  constructor(tell: (events: readonly LimitEvent[]) => void) {
    this.#tell = tell;
  }

  take(event: LimitEvent): void {
    const key = `${event.kind} ${event.group}`;
    const waiting = this.#waiting.get(key) ?? this.#open(key);
    if (waiting.told < ROOM[event.kind]) {
      waiting.told++;
      this.#tell([event]);
      return;
    }
    waiting.latest = event;
    waiting.count += event.count ?? 1;
  }

  dispose(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #open(key: string): Waiting {
    const timer = setTimeout(() => this.#close(key), WINDOW_MS);
    const waiting: Waiting = { told: 0, latest: undefined, count: 0, timer: timer.unref() };
    this.#waiting.set(key, waiting);
    return waiting;
  }

  #close(key: string): void {
    const { latest, count } = this.#waiting.get(key) ?? { latest: undefined, count: 0 };
    this.#waiting.delete(key);
    if (latest) this.#tell([count > 1 ? { ...latest, count } : latest]);
  }
}
