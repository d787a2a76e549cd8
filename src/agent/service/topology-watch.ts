import type { Disposable } from '../../base/disposable.ts';
import type { NamespaceId } from '../../model/namespace.ts';
import type { TopologyChange } from '../../model/network/topology.ts';
import { PART, splitTopologyChange } from '../../model/network/topology-parts.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { MAX_BODY } from '../../protocol/framing.ts';
import type { Discovery } from '../discover/discovery.ts';
import { partsOf } from '../discover/network/network-change.ts';
import { NETWORK_PARTS, type NetworkPart } from '../discover/network/network-reader.ts';
import { TopologyReader, type TopologyUpdate } from '../discover/network/topology-reader.ts';
import { inSlices } from '../discover/slices.ts';
import { type NetworkEvent, NetworkEvents } from '../kernel/network-events.ts';
import type { Readiness } from '../kernel/readiness.ts';
import type { Log } from '../log.ts';

/** Events of a burst are gathered this long. */
const GATHER_MS = 50;
/** States of neighbours change all the time where there is traffic. */
const GATHER_NEIGHBOURS_MS = 500;
/** Least time between two looks, and the part of a core that they may take: one of so many. */
const GAP_MS = 100;
const DUTY = 10;
/** Nobody waits longer than this for a look, whatever the one before took. */
const LONGEST_REST_MS = 2000;
/** Of one message, in characters, whose bytes can be three times as many. */
const LIMITS = { most: PART, mostOfOne: Math.floor(MAX_BODY / 3) - 4096 };

export interface TopologyWatchOptions {
  readonly discovery: Discovery;
  readonly readiness: Readiness;
  readonly log: Log;
  /** Sends one part; resolves when it has been written. */
  readonly send: (change: TopologyChange) => Promise<void>;
  /** A namespace is no more. */
  readonly onGone: () => void;
}

/** Tells of all network namespaces and their wires as long as somebody looks, and costs nothing else. */
export class TopologyWatch implements Disposable {
  readonly #options: TopologyWatchOptions;
  #watching: Watching | undefined;

  constructor(options: TopologyWatchOptions) {
    this.#options = options;
  }

  /** Watching again begins from nothing. */
  setWatching(watching: boolean): void {
    this.#watching?.dispose();
    this.#watching = watching ? new Watching(this.#options) : undefined;
  }

  /** The host was looked at. */
  follow(snapshot: Snapshot): void {
    this.#watching?.follow(snapshot);
  }

  dispose(): void {
    this.setWatching(false);
  }
}

/** From the moment that somebody begins to look until nobody does. */
class Watching implements Disposable {
  readonly #options: TopologyWatchOptions;
  readonly #reader: TopologyReader;
  readonly #events: NetworkEvents;
  /** Namespaces by the number that their events have. */
  readonly #numbers = new Map<number, NamespaceId>();
  /** The values of these: there may be thousands, which are asked for one by one. */
  readonly #listened = new Set<NamespaceId>();
  #dirty = new Map<NamespaceId, Set<NetworkPart>>();
  /** The kernel said that they are no more, which a scan may not know yet. */
  readonly #dead = new Set<NamespaceId>();
  #namespaces: Snapshot['namespaces'] | undefined;
  #isFirst = true;
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;
  #restUntil = -Infinity;
  #running = false;
  #disposed = false;

  constructor(options: TopologyWatchOptions) {
    this.#options = options;
    this.#reader = new TopologyReader(options.discovery, (id, fd) => this.#listen(id, fd));
    this.#events = new NetworkEvents({
      readiness: options.readiness,
      rest: GATHER_MS,
      onEvents: (events) => this.#happened(events),
    });
    this.#wantIn(0);
  }

  follow({ namespaces }: Snapshot): void {
    if (namespaces === this.#namespaces) return;
    this.#wantIn(0);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#events.dispose();
  }

  /** Once for each: the kernel refuses a second number, and one may be opened again after a read that failed. */
  #listen(id: NamespaceId, fd: number): void {
    if (this.#listened.has(id)) return;
    this.#numbers.set(this.#events.watch(fd), id);
    this.#listened.add(id);
  }

  #happened(events: readonly NetworkEvent[]): void {
    for (const event of events) {
      if (event.kind === 'lost') for (const id of this.#reader.known.keys()) this.#spoil(id, NETWORK_PARTS);
      else if (event.kind === 'gone') this.#died(event.id);
      else this.#spoil(this.#numbers.get(event.id), partsOf(event.type, event.family));
    }
  }

  #died(number: number): void {
    const id = this.#numbers.get(number);
    this.#numbers.delete(number);
    if (id === undefined) return;
    this.#listened.delete(id);
    this.#dead.add(id);
    this.#wantIn(GATHER_MS);
    this.#options.onGone();
  }

  #spoil(id: NamespaceId | undefined, parts: Iterable<NetworkPart>): void {
    if (id === undefined) return;
    const dirty = this.#dirty.get(id) ?? new Set();
    for (const part of parts) {
      this.#dirty.set(id, dirty.add(part));
      this.#wantIn(part === 'neighbours' ? GATHER_NEIGHBOURS_MS : GATHER_MS);
    }
  }

  #wantIn(ms: number): void {
    this.#due = Math.min(this.#due, Math.max(performance.now() + ms, this.#restUntil));
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#disposed || this.#running || this.#due === Infinity) return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, this.#due - performance.now()));
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#due = Infinity;
    const began = performance.now();
    const before = process.cpuUsage();
    const isFirst = this.#isFirst;
    try {
      await this.#look();
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.log('error', `Looking at network namespaces failed: ${why}`);
    }
    const { user, system } = process.cpuUsage(before);
    // The first look, which may scan the host and read everything, tells nothing of the next.
    const cost = isFirst ? 0 : (user + system) / 1000;
    this.#restUntil = began + Math.min(LONGEST_REST_MS, Math.max(GAP_MS, cost * DUTY));
    this.#running = false;
    this.#due = Math.max(this.#due, this.#restUntil);
    this.#arm();
  }

  async #look(): Promise<void> {
    const { discovery } = this.#options;
    const { namespaces } = discovery.current ?? (await discovery.scan('full'));
    this.#namespaces = namespaces;
    this.#happened(this.#events.drain());
    const dirty = this.#dirty;
    this.#dirty = new Map();
    for (const id of this.#dead) if (!(id in namespaces)) this.#dead.delete(id);
    const living = Object.values(namespaces).filter(({ id, kind }) => kind === 'net' && !this.#dead.has(id));
    const update = await inSlices(this.#reader.update(living, dirty));
    if (!this.#disposed) await this.#send(update);
  }

  async #send(update: TopologyUpdate): Promise<void> {
    const { networks, gone, wires, problems } = update;
    if (!this.#isFirst && networks.length + gone.length === 0 && !wires && !problems) return;
    const change = { first: this.#isFirst, ...update };
    this.#isFirst = false;
    for (const part of splitTopologyChange(change, LIMITS)) {
      if (!this.#disposed) await this.#options.send(part);
    }
  }
}
