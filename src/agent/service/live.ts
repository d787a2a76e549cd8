import { type Disposable, MutableDisposable } from '../../base/disposable.ts';
import { diffSnapshots, isEmptyDelta, type SnapshotDelta, splitDelta } from '../../model/delta.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Attention } from '../../protocol/protocol.ts';
import type { Discovery, Scope } from '../discover/discovery.ts';
import type { Log } from '../log.ts';
import { HostEvents } from './host-events.ts';

/** Time between polls, in ms; hidden: none. */
const POLL_MS: Readonly<Record<Attention, number>> = {
  focused: 2000,
  visible: 10_000,
  hidden: Number.POSITIVE_INFINITY,
};
/** Events of a burst are gathered this long. */
const GATHER_MS = 50;
/** Least time between two deltas: at most 4 a second. */
const GAP_MS = 250;
/** Scanning takes at most one part of this many of the time. */
const DUTY = 10;
/** Rows of a table in one message. */
const ROWS_PER_MESSAGE = 500;

export interface LiveOptions {
  readonly discovery: Discovery;
  readonly log: Log;
  /** Sends one delta; resolves when it has been written, so that nothing piles up for a client that does not read. */
  readonly send: (delta: SnapshotDelta) => Promise<void>;
}

/** Keeps one client up to date, as closely as somebody looks. */
export class Live implements Disposable {
  readonly #options: LiveOptions;
  readonly #events = new MutableDisposable<HostEvents>();
  #attention: Attention = 'hidden';
  #sent: Snapshot | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #due = Number.POSITIVE_INFINITY;
  #wanted: Scope = 'changed';
  #running: Promise<void> | undefined;
  #scannedAt = Number.NEGATIVE_INFINITY;
  #cost = 0;
  #disposed = false;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Time that the last scan took, in ms. */
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
    this.#wanted = rescan ? 'full' : this.#wanted;
    await this.#run();
  }

  /** Something may have changed: scan soon. */
  changed(scope: Scope = 'changed'): void {
    if (this.#attention === 'hidden') return;
    const rest = this.#scannedAt + Math.max(GAP_MS, this.#cost * DUTY) - performance.now();
    this.#wantIn(Math.max(GATHER_MS, rest), scope);
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel();
    this.#events.dispose();
  }

  #listen(): void {
    const { discovery, log } = this.#options;
    const events = new HostEvents({
      log,
      onChange: (scope) => this.changed(scope),
      onProcesses: (pids) => discovery.touch(pids),
    });
    this.#events.value = events;
    discovery.setProcessEvents(events.processes);
  }

  #wantIn(ms: number, scope: Scope): void {
    if (scope === 'full') this.#wanted = 'full';
    const due = performance.now() + ms;
    if (this.#disposed || due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
  }

  #poll(): void {
    if (this.#attention !== 'hidden') this.#wantIn(Math.max(POLL_MS[this.#attention], this.#cost * DUTY), 'changed');
  }

  /** One scan at a time; what is wanted meanwhile comes after it. */
  #run(): Promise<void> {
    this.#running ??= this.#scanAndSend().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #scanAndSend(): Promise<void> {
    this.#cancel();
    const scope = this.#wanted;
    this.#wanted = 'changed';
    const { discovery, log } = this.#options;
    try {
      const began = performance.now();
      const snapshot = await discovery.scan(scope);
      this.#scannedAt = performance.now();
      this.#cost = this.#scannedAt - began;
      await this.#send(snapshot);
      await this.#send(await discovery.lookInside());
    } catch (error) {
      log('error', `A scan failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    this.#poll();
  }

  /** What leads from what the client has to `snapshot`; nothing when nothing does. */
  async #send(snapshot: Snapshot): Promise<void> {
    if (snapshot === this.#sent || this.#disposed) return;
    const delta = diffSnapshots(this.#sent, snapshot);
    const first = this.#sent === undefined;
    if (!first && isEmptyDelta(delta)) return;
    if (!first) await pause(this.#sentAt + GAP_MS - performance.now());
    this.#sent = snapshot;
    for (const step of splitDelta(delta, ROWS_PER_MESSAGE)) await this.#options.send(step);
    this.#sentAt = performance.now();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ms <= 0) resolve();
    else setTimeout(resolve, ms);
  });
}
