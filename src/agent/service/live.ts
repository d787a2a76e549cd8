import { type Disposable, MutableDisposable } from '../../base/disposable.ts';
import { diffSnapshots, isEmptyDelta, type SnapshotDelta, splitDelta } from '../../model/delta.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Attention } from '../../protocol/protocol.ts';
import type { Discovery } from '../discover/discovery.ts';
import type { Scope } from '../discover/process-table.ts';
import type { Readiness } from '../kernel/readiness.ts';
import type { Log } from '../log.ts';
import { HostEvents } from './host-events.ts';

/** Time between polls, in ms; hidden: none. */
const POLL_MS: Readonly<Record<Attention, number>> = {
  focused: 2000,
  visible: 10_000,
  hidden: Infinity,
};
/** Events of a burst are gathered this long. */
const GATHER_MS = 50;
/** Least time between two deltas: at most 4 a second. */
const GAP_MS = 250;
/**
 * Polling takes at most one part of this many of a core's time; less where the kernel tells of processes, because it
 * then looks only for what is not told: unshare(2), setns(2) and descriptors without fork or exec.
 */
const POLL_DUTY = { alone: 10, withEvents: 200 };
/** The same for scans after events: on a host where processes come and go all the time they must not be felt. */
const EVENT_DUTY: Readonly<Record<Scope, number>> = { full: 4, changed: 4, touched: 50 };
/** The one that reads most first. */
const SCOPES: readonly Scope[] = ['full', 'changed', 'touched'];
const NEVER: Readonly<Record<Scope, number>> = { full: Infinity, changed: Infinity, touched: Infinity };
/** Of one message; far below the cap of the protocol, whose bytes can be three times the characters. */
const STEP_LIMITS = { rows: 500, length: 1024 * 1024 };

export interface LiveOptions {
  readonly discovery: Discovery;
  readonly log: Log;
  readonly readiness: Readiness;
  /** Sends one delta; resolves when it has been written, so that nothing piles up for a client that does not read. */
  readonly send: (delta: SnapshotDelta) => Promise<void>;
  /** After every scan. */
  readonly onScan: (snapshot: Snapshot) => void;
}

/** Keeps one client up to date, as closely as somebody looks. */
export class Live implements Disposable {
  readonly #options: LiveOptions;
  readonly #events = new MutableDisposable<HostEvents>();
  #attention: Attention = 'hidden';
  #sent: Snapshot | undefined;
  #sentAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  /** When the next scan of each scope is due. */
  readonly #due: Record<Scope, number> = { ...NEVER };
  /** When the last scan of more than named processes began. */
  #polledAt = -Infinity;
  #running: Promise<void> | undefined;
  /** Before this time no event leads to a scan. */
  #restUntil = -Infinity;
  #cost = 0;
  #toldSlow = false;
  #disposed = false;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Time of a core that the last poll took, in ms. */
  get cost(): number {
    return this.#cost;
  }

  /** How closely somebody looks; looking closer than before scans at once. */
  setAttention(attention: Attention): void {
    const before = this.#attention;
    this.#attention = attention;
    if (attention === 'hidden') {
      this.#events.value = undefined;
      this.#cancel();
      return;
    }
    if (before === 'hidden') this.#listen();
    if (POLL_MS[attention] < POLL_MS[before]) this.#wantIn(0, 'changed');
    else this.#poll();
  }

  /** Sends everything again from nothing, after reading everything again if `rescan`. */
  async refresh(rescan: boolean): Promise<void> {
    await this.#running;
    this.#sent = undefined;
    this.#due[rescan ? 'full' : 'changed'] = 0;
    await this.#run();
  }

  /** Something may have changed: scan soon. */
  changed(scope: Scope): void {
    if (this.#attention === 'hidden') return;
    this.#wantIn(Math.max(GATHER_MS, this.#restUntil - performance.now()), scope);
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel();
    this.#events.dispose();
  }

  #listen(): void {
    const { discovery, log, readiness } = this.#options;
    const events = new HostEvents({
      log,
      readiness,
      onChange: (scope) => this.changed(scope),
      onProcesses: (pids) => discovery.touch(pids),
    });
    this.#events.value = events;
    discovery.setProcessEvents(events.processes);
  }

  /** While a scan runs only the time is noted. */
  #wantIn(ms: number, scope: Scope): void {
    const due = performance.now() + ms;
    if (due >= this.#due[scope]) return;
    this.#due[scope] = due;
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const due = Math.min(...Object.values(this.#due));
    if (this.#disposed || this.#running || due === Infinity) return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, due - performance.now()));
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    Object.assign(this.#due, NEVER);
  }

  /** What is due now, with what it includes. */
  #take(): Scope {
    const now = performance.now();
    const scope = SCOPES.find((each) => this.#due[each] <= now) ?? 'touched';
    for (const included of SCOPES.slice(SCOPES.indexOf(scope))) this.#due[included] = Infinity;
    return scope;
  }

  #poll(): void {
    const interval = POLL_MS[this.#attention];
    if (interval === Infinity) return;
    const told = this.#events.value?.processes === true;
    const least = Math.max(
      this.#cost * POLL_DUTY.alone,
      told ? Math.min(this.#cost * POLL_DUTY.withEvents, POLL_MS.visible) : 0,
    );
    if (least > interval && !this.#toldSlow) {
      this.#toldSlow = true;
      this.#options.log('info', `A scan takes ${this.#cost.toFixed(0)} ms: polling every ${least.toFixed(0)} ms only`);
    }
    this.#wantIn(Math.max(0, this.#polledAt + Math.max(interval, least) - performance.now()), 'changed');
  }

  /** One scan at a time; what is wanted meanwhile comes after it. */
  #run(): Promise<void> {
    this.#running ??= this.#scanAndSend().finally(() => {
      this.#running = undefined;
      this.#poll();
      this.#arm();
    });
    return this.#running;
  }

  async #scanAndSend(): Promise<void> {
    try {
      await this.#send(await this.#scan(this.#take()));
      await this.#send(await this.#options.discovery.lookInside());
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.log('error', `A scan failed: ${why}`);
    }
  }

  async #scan(scope: Scope): Promise<Snapshot> {
    const { discovery } = this.#options;
    const first = discovery.current === undefined;
    const began = performance.now();
    const before = process.cpuUsage();
    const snapshot = await discovery.scan(scope);
    this.#options.onScan(snapshot);
    const { user, system } = process.cpuUsage(before);
    // Not the time on the clock: on a busy host that would make the agent ever slower. The first scan tells nothing of the next.
    const cost = first ? 0 : (user + system) / 1000;
    this.#restUntil = began + Math.max(GAP_MS, cost * EVENT_DUTY[scope]);
    if (scope !== 'touched') {
      this.#cost = cost;
      this.#polledAt = began;
    }
    return snapshot;
  }

  /** What leads from what the client has to `snapshot`; nothing when nothing does. Too early, it comes with the next scan. */
  async #send(snapshot: Snapshot): Promise<void> {
    if (snapshot === this.#sent || this.#disposed) return;
    const delta = diffSnapshots(this.#sent, snapshot);
    if (this.#sent && isEmptyDelta(delta)) return;
    const wait = this.#sentAt + GAP_MS - performance.now();
    if (this.#sent && wait > 0) {
      if (this.#attention !== 'hidden') this.#wantIn(wait, 'touched');
      return;
    }
    this.#sent = snapshot;
    for (const step of splitDelta(delta, STEP_LIMITS)) await this.#options.send(step);
    this.#sentAt = performance.now();
  }
}
