import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

export const ROUNDS = 7;

/** One line of the table: what was measured, against what, the goal. */
export interface Result {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
  readonly met: boolean;
}

/** Compiles a program of the bench into a folder. @returns its path */
export function compile(name: string, folder: string): string {
  const program = path.join(folder, name);
  execFileSync('cc', ['-O2', '-o', program, path.join(import.meta.dirname, `${name}.c`)]);
  return program;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** How long it takes, in ms. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Medians of all, measured in turn so that a slow moment of the machine meets everybody. */
export async function inTurn<K extends string>(
  works: Readonly<Record<K, () => Promise<number> | number>>,
  rounds = ROUNDS,
): Promise<Record<K, number>> {
  const names = Object.keys(works) as K[];
  const times = names.map((name) => [name, [] as number[]] as const);
  for (let round = 0; round < rounds; round++) {
    for (const [name, values] of times) values.push(await works[name]());
  }
  return Object.fromEntries(times.map(([name, values]) => [name, median(values)])) as Record<K, number>;
}

/** Times of a whole process, in ms. */
export function command(file: string, ...args: readonly string[]): () => Promise<number> {
  return () => timed(() => spawnSync(file, args, { stdio: 'ignore', maxBuffer: 2 ** 30 }));
}

export function ratio(what: string, value: number, peer: number, limit: number, unit: string): Result {
  return { what, value: againstOther(value, peer), goal: `≤ ${limit} ${unit}`, met: value / peer <= limit };
}

/** Two times in ms, and their ratio. */
export function againstOther(value: number, peer: number): string {
  return `${(value / peer).toFixed(2)} (${value.toFixed(0)} / ${peer.toFixed(0)} ms)`;
}

export function atMost(what: string, value: number, limit: number, unit: 'ms' | 'MB'): Result {
  return { what, value: `${value.toFixed(0)} ${unit}`, goal: `≤ ${limit} ${unit}`, met: value <= limit };
}

/** @param share of a core, from 0 to 1, as `limit` */
export function shareOfCore(what: string, share: number, limit: number): Result {
  return {
    what,
    value: `${(share * 100).toFixed(2)} % of a core`,
    goal: `≤ ${limit * 100} %`,
    met: share <= limit,
  };
}

/** A number that has no goal. */
export function toldOnly(what: string, value: string): Result {
  return { what, value, goal: '(told only)', met: true };
}
