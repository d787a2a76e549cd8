import { roughSize } from '../../src/model/cgroup/size.ts';
import type { Limit } from '../../src/model/cgroup/values.ts';

/** `3.4 %`, `34 %`: two digits that mean something. @param share 1 is 100 % */
export function percent(share: number): string {
  const value = share * 100;
  return `${Math.abs(value) < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} %`;
}

/** `12.4M/s`. */
export function byteRate(bytes: number): string {
  return `${roughSize(bytes)}/s`;
}

/** `17/s`, `0.4/s`. */
export function countRate(count: number): string {
  return `${count < 9.95 ? Number(count.toFixed(1)) : Math.round(count)}/s`;
}

/** Whole numbers with their digits in groups. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en').replaceAll(',', '\u202f');
}

/** `64M`, or `none` for no limit. */
export function sizeLimit(limit: Limit, none: string): string {
  return limit === 'max' ? none : roughSize(limit);
}

/** `840 ms`, `12.4 s`, `3 min 12 s`, `2 h 5 min`. @param us microseconds */
export function span(us: number): string {
  const seconds = us / 1_000_000;
  if (seconds < 1) return `${Math.round(us / 1000)} ms`;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
