import type { Limit } from './values.ts';

/** The period that the kernel takes unless told, in µs. */
export const DEFAULT_PERIOD = 100_000;

/** `cpu.max`: at most `quota` µs of CPU time in every `period` µs. */
export interface CpuMax {
  readonly quota: Limit;
  readonly period: number;
  /** It was written in µs as the kernel does. */
  readonly raw: boolean;
}

/** What `50%`, `2 cpus`, `50000 100000`, `max` say; undefined for other words. */
export function parseCpuMax(words: readonly string[]): CpuMax | undefined {
  const [first = '', second, third] = words;
  if (third !== undefined) return undefined;
  if (/^cpus?$/.test(second ?? '')) return share(/^(\d+(?:\.\d+)?)$/.exec(first)?.[1], 1);
  if (second === undefined && first.endsWith('%')) return share(/^(\d+(?:\.\d+)?)%$/.exec(first)?.[1], 100);
  const quota = first === 'max' ? 'max' : number(first);
  const period = second === undefined ? DEFAULT_PERIOD : number(second);
  return quota === undefined || period === undefined ? undefined : { quota, period, raw: first !== 'max' };
}

function share(text: string | undefined, of: number): CpuMax | undefined {
  if (text === undefined) return undefined;
  return { quota: Math.round((Number(text) * DEFAULT_PERIOD) / of), period: DEFAULT_PERIOD, raw: false };
}

function number(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `50%`, `2 cpus`, `max`: how a person says it. */
export function formatCpuMax({ quota, period }: Pick<CpuMax, 'quota' | 'period'>): string {
  if (quota === 'max') return 'max';
  const cpus = quota / period;
  if (cpus > 1 && Number.isInteger(cpus)) return `${cpus} cpus`;
  return `${Number((cpus * 100).toFixed(2))}%`;
}
