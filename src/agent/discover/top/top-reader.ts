import { parentPath } from '../../../model/cgroup/cgroup.ts';
import type { TopRow } from '../../../model/cgroup/top.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { CounterReader, type TextReader } from './counters.ts';
import { type Place, placesIn, type Sources, sourcesOf } from './places.ts';
import { type Depth, type Moment, TopNode } from './top-node.ts';

/** Every group is read whole at least once in so many ms, whether it runs or not. */
const ROUND_MS = 60_000;
/** Of those whose turn it is at most so many in one pass. */
const MOST_IN_TURN = 1000;

export interface PassOptions {
  /** Paths that are read whole, because somebody looks at them. */
  readonly sight: ReadonlySet<string>;
  /** Pressure is read of all groups, not only of those in sight. */
  readonly pressure: boolean;
}

/** What changed since a moment. */
export interface TopChanges {
  readonly rows: readonly TopRow[];
  readonly gone: readonly string[];
  /** The next changes are those since this. */
  readonly upTo: number;
  /** Not all of them: ask again. */
  readonly more: boolean;
}

/**
 * What all groups use, pass after pass. CPU time counts for a group and all above it: of a group that did not run since
 * the last pass neither other files are read nor the groups below. What changes without running (memory that is
 * reclaimed, a process that is moved and sleeps, a limit that is set) is seen in groups in sight at once, in others
 * within a minute.
 */
export class TopReader {
  readonly #files: TextReader;
  readonly #clock: () => number;
  readonly #nodes = new Map<string, TopNode>();
  readonly #gone = new Map<string, number>();
  /** Groups whose rates are not 0: those that a pass leaves out do nothing. */
  readonly #active = new Set<TopNode>();
  #roots: readonly TopNode[] = [];
  #fresh: TopNode[] = [];
  #turns: string[] = [];
  #sources: Sources | undefined;
  #counters: CounterReader | undefined;
  #cgroups: Snapshot['cgroups'] | undefined;
  #changes = 0;
  #pass = 0;
  #began = 0;

  /** @param clock in ms */
  constructor(files: TextReader, clock: () => number = () => performance.now()) {
    this.#files = files;
    this.#clock = clock;
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** The groups that there are. @param only the number of one hierarchy; null: all, merged by path */
  setGroups({ hierarchies, cgroups }: Pick<Snapshot, 'hierarchies' | 'cgroups'>, only: number | null): void {
    const sources = sourcesOf(hierarchies, only);
    if (cgroups === this.#cgroups && JSON.stringify(sources) === JSON.stringify(this.#sources)) return;
    this.#sources = sources;
    this.#counters = new CounterReader(this.#files, sources);
    this.#cgroups = cgroups;
    const places = placesIn(sources, cgroups);
    for (const path of this.#nodes.keys()) if (!places.has(path)) this.#remove(path);
    for (const [path, place] of places) this.#put(path, place);
    this.#link();
  }

  /** One pass over all groups, yielding after each. */
  *pass({ sight, pressure }: PassOptions): Generator<void, void> {
    const now = this.#clock();
    const before = this.#began;
    const sinceLast = this.#pass === 0 ? 0 : now - before;
    this.#pass++;
    this.#began = now;
    const moment = { pass: this.#pass, before, pressure };
    for (const node of this.#wholeOnes(sight, sinceLast)) {
      this.#look(node, 'whole', moment);
      yield;
    }
    for (const node of this.#descend(pressure)) {
      this.#look(node, 'glance', moment);
      yield;
    }
    for (const node of this.#active) if (node.pass !== this.#pass) this.#set(node, node.resting());
    this.#sumProcesses();
  }

  /** @param most rows at once */
  changesSince(since: number, most: number): TopChanges {
    for (const [path, changed] of this.#gone) if (changed <= since) this.#gone.delete(path);
    const changed = [...this.#nodes.values()].filter((node) => node.changed > since);
    const more = changed.length > most;
    if (more) changed.sort((a, b) => a.changed - b.changed);
    const told = changed.slice(0, most);
    const upTo = more ? (told.at(-1)?.changed ?? since) : this.#changes;
    const gone = [...this.#gone].filter(([, at]) => at <= upTo).map(([path]) => path);
    return { rows: told.map(({ row }) => row), gone, upTo, more };
  }

  #put(path: string, place: Place): void {
    const known = this.#nodes.get(path);
    if (known) {
      known.place = place;
      return;
    }
    const node = new TopNode(path, place);
    this.#nodes.set(path, node);
    this.#gone.delete(path);
    this.#fresh.push(node);
    this.#set(node, node.row);
  }

  #remove(path: string): void {
    const node = this.#nodes.get(path);
    this.#nodes.delete(path);
    if (node) this.#active.delete(node);
    this.#gone.set(path, ++this.#changes);
  }

  /** Who is below whom. A group whose parent cannot be seen is a root. */
  #link(): void {
    const roots: TopNode[] = [];
    for (const node of this.#nodes.values()) node.children.length = 0;
    for (const [path, node] of this.#nodes) {
      const above = parentPath(path);
      const parent = above === undefined ? undefined : this.#nodes.get(above);
      if (parent) parent.children.push(node);
      else roots.push(node);
    }
    this.#roots = roots;
  }

  /** Those in sight, and those whose turn it is: they were not read whole for longest. */
  *#wholeOnes(sight: ReadonlySet<string>, sinceLast: number): Generator<TopNode> {
    for (const path of sight) {
      const node = this.#nodes.get(path);
      if (node) yield node;
    }
    const share = Math.min(MOST_IN_TURN, Math.ceil((this.#nodes.size * sinceLast) / ROUND_MS));
    if (this.#turns.length === 0) this.#turns = [...this.#nodes.keys()];
    for (const path of this.#turns.splice(0, share)) {
      const node = this.#nodes.get(path);
      if (node) yield node;
    }
  }

  /** From the roots to where nothing ran, and what is new. */
  *#descend(everything: boolean): Generator<TopNode> {
    const waiting = [...this.#roots];
    for (let at = 0; at < waiting.length; at++) {
      const node = waiting[at];
      if (!node) continue;
      yield node;
      if (node.moved || everything) waiting.push(...node.children);
    }
    const fresh = this.#fresh;
    this.#fresh = [];
    yield* fresh;
  }

  /** Once in a pass: a second look would tell nothing of the time between. */
  #look(node: TopNode, depth: Depth, moment: Omit<Moment, 'now'>): void {
    if (!this.#counters || node.pass === this.#pass) return;
    this.#set(node, node.look(this.#counters, depth, { ...moment, now: this.#clock() }));
  }

  #set(node: TopNode, row: TopRow): void {
    if (node.changed === 0 || !sameRow(node.row, row)) node.changed = ++this.#changes;
    node.row = row;
    if (node.isRestless) this.#active.add(node);
    else this.#active.delete(node);
  }

  /** Without the controller that counts them: those of the group, and of all below it. */
  #sumProcesses(): void {
    const nodes = [...this.#nodes.values()].toReversed();
    if (nodes.every(({ processes }) => processes === undefined)) return;
    const sums = new Map<TopNode, number>();
    for (const node of nodes) {
      if (node.processes === undefined) continue;
      const below = node.children.reduce((sum, child) => sum + (sums.get(child) ?? child.row.tasks ?? 0), 0);
      sums.set(node, node.processes + below);
    }
    for (const [node, tasks] of sums) this.#set(node, { ...node.row, tasks });
  }
}

function sameRow(a: TopRow, b: TopRow): boolean {
  return (
    a.tasks === b.tasks &&
    a.cpu === b.cpu &&
    a.memory === b.memory &&
    a.limit === b.limit &&
    a.read === b.read &&
    a.write === b.write &&
    a.throttled === b.throttled &&
    a.pressure === b.pressure
  );
}
