import type { CgroupRates } from './rates.ts';
import { roughSize } from './size.ts';
import type { CgroupValues, Limit } from './values.ts';

function withLimit(used: string, limit: Limit | undefined, show: (value: number) => string): string {
  return limit === undefined || limit === 'max' ? used : `${used} / ${show(limit)}`;
}

/** The files that {@link usageWords} and the rates it takes come from: of all groups in sight no others are read. */
export const USAGE_FILES: ReadonlySet<string> = new Set([
  'cgroup.events',
  'cpu.cfs_period_us',
  'cpu.cfs_quota_us',
  'cpu.max',
  'cpu.stat',
  'cpuacct.usage',
  'freezer.state',
  'memory.current',
  'memory.limit_in_bytes',
  'memory.max',
  'memory.usage_in_bytes',
  'pids.current',
  'pids.max',
]);

/** What a group uses beside its own limits, in words for one line: `12.4M / 64M`, `3 % cpu`, `4 / 32 pids`. */
export function usageWords({ memory, pids, cpu, frozen }: CgroupValues, rates: CgroupRates = {}): string[] {
  const words: string[] = [];
  if (memory?.current !== undefined) words.push(withLimit(roughSize(memory.current), memory.max, roughSize));
  if (rates.cpu !== undefined) words.push(`${(rates.cpu * 100).toFixed(rates.cpu < 0.095 ? 1 : 0)} % cpu`);
  if (cpu?.quota !== undefined && cpu.quota !== 'max') {
    words.push(`≤ ${Math.round((cpu.quota / (cpu.period ?? 100_000)) * 100)} % cpu`);
  }
  if (pids?.current !== undefined) words.push(`${withLimit(String(pids.current), pids.max, String)} pids`);
  if (frozen) words.push('frozen');
  return words;
}
