import type { TopRow } from '../../../model/cgroup/top.ts';
import type { CounterReader, CpuCounters } from './counters.ts';
import type { Place } from './places.ts';

/** `glance`: only of a group that ran since; `whole`: everything, also what seldom changes. */
export type Depth = 'glance' | 'whole';

/** When something is read, and when the readings before it were made. */
export interface Moment {
  /** Number of the pass: 1 is the first. */
  readonly pass: number;
  /** When the pass before it began, in ms. */
  readonly before: number;
  readonly now: number;
  readonly pressure: boolean;
}

interface Counters extends CpuCounters {
  readonly read?: number | undefined;
  readonly write?: number | undefined;
}

const RATES = ['cpu', 'read', 'write', 'throttled'] as const;
/** The counter that a rate comes from: a rate is 0 when nothing runs, but unknown when there is no counter. */
const COUNTER_OF = { cpu: 'usage', read: 'read', write: 'write', throttled: 'throttled' } as const;

/** One path with what was read of it last. */
export class TopNode {
  readonly children: TopNode[] = [];
  place: Place;
  /** When `row` changed last: a number that grows over all nodes. */
  changed = 0;
  row: TopRow;
  /** Pass that read it last. */
  pass = 0;
  /** Whether it ran between the last two readings: if not, nothing below it did. */
  moved = true;
  #at = 0;
  #counters: Counters = {};
  #processes: number | undefined;

  constructor(path: string, place: Place) {
    this.place = place;
    this.row = { path };
  }

  /** Whether its row would be another if it did nothing now. */
  get isRestless(): boolean {
    return RATES.some((key) => this.row[key] !== this.#atRest(key));
  }

  /** Processes of its own, where the pids controller does not count tasks. */
  get processes(): number | undefined {
    return this.#processes;
  }

  /** What it is now. */
  look(reader: CounterReader, depth: Depth, moment: Moment): TopRow {
    const first = this.pass === 0;
    // Nothing above it ran either in the pass that left it out: it had the same counters then.
    const since = this.pass === moment.pass - 1 ? this.#at : Math.max(this.#at, moment.before);
    const cpu = reader.cpu(this.place);
    this.moved = first || cpu.usage === undefined || cpu.usage !== this.#counters.usage;
    this.pass = moment.pass;
    this.#at = moment.now;
    if (!this.moved && depth === 'glance') {
      return moment.pressure ? rowOf({ ...this.resting(), pressure: reader.pressure(this.place) }) : this.resting();
    }
    return this.#read(reader, depth, moment, cpu, first ? undefined : (moment.now - since) / 1000);
  }

  /** The same, but doing nothing. */
  resting(): TopRow {
    if (!this.isRestless) return this.row;
    return rowOf({ ...this.row, ...Object.fromEntries(RATES.map((key) => [key, this.#atRest(key)])) });
  }

  #atRest(rate: (typeof RATES)[number]): number | undefined {
    return this.#counters[COUNTER_OF[rate]] === undefined ? undefined : 0;
  }

  #read(reader: CounterReader, depth: Depth, moment: Moment, cpu: CpuCounters, seconds: number | undefined): TopRow {
    const { place, row } = this;
    const whole = depth === 'whole' || seconds === undefined;
    const before = this.#counters;
    const isLimited = whole || (before.periods ?? 0) > 0;
    const now: Counters = { ...cpu, ...(isLimited ? definedOf(reader.quota(place)) : {}), ...reader.io(place) };
    this.#counters = now;
    const tasks = reader.tasks(place);
    this.#processes = tasks === undefined ? reader.processes(place) : undefined;
    const rate = (key: 'usage' | 'read' | 'write') =>
      seconds === undefined ? undefined : ratio(grown(before[key], now[key]), seconds);
    const cpus = rate('usage');
    return rowOf({
      path: row.path,
      tasks: tasks ?? row.tasks,
      cpu: cpus === undefined ? undefined : cpus / 1_000_000,
      memory: reader.memory(place),
      limit: whole ? reader.limit(place) : row.limit,
      read: rate('read'),
      write: rate('write'),
      throttled: ratio(grown(before.throttled, now.throttled), grown(before.periods, now.periods) ?? 0),
      pressure: depth === 'whole' || moment.pressure ? reader.pressure(place) : row.pressure,
    });
  }
}

function definedOf(counters: CpuCounters): CpuCounters {
  return Object.fromEntries(Object.entries(counters).filter(([, value]) => value !== undefined));
}

type Known = { readonly [K in keyof TopRow]: TopRow[K] | undefined };

/** Without what is not known. */
function rowOf(values: Known): TopRow {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as unknown as TopRow;
}

/** Counters that are smaller are of a group that was made again. */
function grown(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined || now < before ? undefined : now - before;
}

function ratio(part: number | undefined, of: number): number | undefined {
  return part === undefined || of < 0 ? undefined : of === 0 ? 0 : part / of;
}
