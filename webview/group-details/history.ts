import { either, list, number, object, oneOf, type Reader, record } from '../../src/protocol/reader.ts';

/** What is kept over time of a group. */
export const SERIES = [
  'cpu',
  'cpuLimit',
  'throttled',
  'memory',
  'memoryLimit',
  'swap',
  'pids',
  'pidsLimit',
  'read',
  'write',
  'pressureCpu',
  'pressureMemory',
  'pressureIo',
] as const;
export type SeriesName = (typeof SERIES)[number];

/** What was read at one moment; what was not known is missing. */
export type Sample = Readonly<Partial<Record<SeriesName, number>>>;

/** A line: null where nothing is known. */
export type Line = readonly (number | null)[];

/** How far back it goes, in ms. */
export const SPAN_MS = 300_000;
/** What plots show at least, and then. */
const SPANS_MS = [60_000, 120_000, SPAN_MS] as const;
/** A longer time between two samples is a gap: nobody looked. */
const GAP_MS = 3500;

/** A run of the same value, as kept: the value, and how often where that is more than once. */
type Run = number | null | readonly (number | null)[];

/** A history as plain data, short for what changes little. */
export interface PackedHistory {
  /** Milliseconds since the Epoch, then the time between two samples. */
  readonly times: readonly number[];
  readonly series: Readonly<Record<string, readonly Run[]>>;
}

const MOST_SAMPLES = 2000;
const value = either(number, oneOf(null));

export const readPackedHistory: Reader<PackedHistory> = object<PackedHistory>({
  times: list(number, MOST_SAMPLES),
  series: record(list(either(value, list(value, 2)), MOST_SAMPLES), SERIES.length),
});

/** What a group used in the last minutes: the oldest samples go when they are too old. */
export class History {
  readonly #times: number[] = [];
  readonly #lines = new Map<SeriesName, (number | null)[]>(SERIES.map((name) => [name, []]));

  /** Milliseconds since the Epoch. */
  get times(): readonly number[] {
    return this.#times;
  }

  line(name: SeriesName): Line {
    return this.#lines.get(name) ?? [];
  }

  /** The part of the time before `to` that a plot shows: not more than there is something to see in. */
  spanBefore(to: number): number {
    const age = to - (this.#times[0] ?? to);
    return SPANS_MS.find((span) => age <= span) ?? SPAN_MS;
  }

  /** Samples must come in the order of time. */
  add(at: number, sample: Sample): void {
    const last = this.#times.at(-1);
    if (last !== undefined && at <= last) return;
    if (last !== undefined && at - last > GAP_MS) this.#push(last + 1, {});
    this.#push(at, sample);
    this.#forget(at - SPAN_MS);
  }

  pack(): PackedHistory {
    const times = this.#times.map((at, index) => at - (this.#times[index - 1] ?? 0));
    const known = [...this.#lines].filter(([, line]) => line.some((each) => each !== null));
    return { times, series: Object.fromEntries(known.map(([name, line]) => [name, runsOf(line)])) };
  }

  static unpack({ times, series }: PackedHistory): History {
    const history = new History();
    const lines = Object.entries(series).map(([name, runs]) => [name, valuesOf(runs)] as const);
    let at = 0;
    times.forEach((step, index) => {
      at += step;
      const known = lines.flatMap(([name, line]) => {
        const each = line[index];
        return typeof each === 'number' ? [[name, each] as const] : [];
      });
      history.#push(at, Object.fromEntries(known));
    });
    return history;
  }

  #push(at: number, sample: Sample): void {
    this.#times.push(at);
    for (const [name, line] of this.#lines) line.push(rounded(sample[name]));
  }

  #forget(before: number): void {
    const old = this.#times.findIndex((at) => at >= before);
    if (old <= 0) return;
    this.#times.splice(0, old);
    for (const line of this.#lines.values()) line.splice(0, old);
  }
}

/** Five digits are more than a plot can show. */
function rounded(given: number | undefined): number | null {
  return given === undefined ? null : Number(given.toPrecision(5));
}

function runsOf(line: Line): Run[] {
  const runs: [number | null, number][] = [];
  for (const each of line) {
    const last = runs.at(-1);
    if (last && last[0] === each) last[1]++;
    else runs.push([each, 1]);
  }
  return runs.map(([each, times]) => (times === 1 ? each : [each, times]));
}

function valuesOf(runs: readonly Run[]): (number | null)[] {
  return runs.flatMap((run) => {
    if (typeof run === 'number' || run === null) return [run];
    const [each = null, times = 1] = run;
    return Array.from({ length: Math.min(times ?? 1, MOST_SAMPLES) }, () => each);
  });
}
