import type {
  CpuValues,
  HugetlbValues,
  IoValues,
  Limit,
  MemoryValues,
  PidsValues,
  Pressure,
  PressureLine,
} from './values.ts';

/** Content of a file of the group; undefined when it is not there. */
export type ReadFile = (name: string) => string | undefined;

/** v1 writes no limit as the largest number of pages: 2⁶³ less a page. */
const V1_UNLIMITED = 2 ** 62;

/** The number that a file has, when it is one. */
export function parseNumber(text: string | undefined): number | undefined {
  const number = /^\s*(-?\d+)\s*$/.exec(text ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

/** `max`, a number; v1: `-1` or nearly 2⁶³ for no limit. */
export function parseLimit(text: string | undefined): Limit | undefined {
  if (text?.trim() === 'max') return 'max';
  const number = parseNumber(text);
  return number === undefined ? undefined : number < 0 || number >= V1_UNLIMITED ? 'max' : number;
}

/** Lines `key value` of a flat keyed file. */
export function parseFlat(text: string | undefined): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text?.split('\n') ?? []) {
    const [key, value] = line.split(' ');
    if (key && value !== undefined && /^\d+$/.test(value)) found.set(key, Number(value));
  }
  return found;
}

/** Lines `8:0 rbytes=1 wbytes=2` of a nested keyed file. */
function parseNested(text: string | undefined): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const line of text?.split('\n') ?? []) {
    const [name, ...pairs] = line.trim().split(' ');
    if (!name) continue;
    found.set(
      name,
      new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
    );
  }
  return found;
}

type Known<T> = { [K in keyof T]: T[K] | undefined };

/** Without what is not known; undefined when nothing is. */
function known<T extends object>(values: Known<T>): T | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

/** cpu.stat, cpu.max, cpu.weight (cgroup-v2.rst). */
export function cpuOfV2(read: ReadFile): CpuValues | undefined {
  const stat = parseFlat(read('cpu.stat'));
  const [quota, period] = read('cpu.max')?.trim().split(' ') ?? [];
  return known<CpuValues>({
    usage: stat.get('usage_usec'),
    user: stat.get('user_usec'),
    system: stat.get('system_usec'),
    periods: stat.get('nr_periods'),
    throttled: stat.get('nr_throttled'),
    throttledTime: stat.get('throttled_usec'),
    quota: parseLimit(quota),
    period: parseNumber(period),
    weight: parseNumber(read('cpu.weight')),
  });
}

/** USER_HZ: the unit of cpuacct.stat. */
const TICK_US = 10_000;

/** cpuacct.usage is in ns, cpu.stat has throttled_time in ns (cgroup-v1/cpuacct.rst, sched-bwc.rst). */
export function cpuOfV1(read: ReadFile): CpuValues | undefined {
  const stat = parseFlat(read('cpu.stat'));
  const times = parseFlat(read('cpuacct.stat'));
  const us = (ns: number | undefined) => (ns === undefined ? undefined : Math.round(ns / 1000));
  const ticks = (count: number | undefined) => (count === undefined ? undefined : count * TICK_US);
  return known<CpuValues>({
    usage: us(parseNumber(read('cpuacct.usage'))),
    user: ticks(times.get('user')),
    system: ticks(times.get('system')),
    periods: stat.get('nr_periods'),
    throttled: stat.get('nr_throttled'),
    throttledTime: us(stat.get('throttled_time')),
    quota: parseLimit(read('cpu.cfs_quota_us')),
    period: parseNumber(read('cpu.cfs_period_us')),
    shares: parseNumber(read('cpu.shares')),
  });
}

const EVENTS = ['low', 'high', 'max', 'oom', 'oom_kill'] as const;

export function memoryOfV2(read: ReadFile): MemoryValues | undefined {
  const stat = parseFlat(read('memory.stat'));
  const events = parseFlat(read('memory.events'));
  const swap = parseNumber(read('memory.swap.current'));
  const swapMax = parseLimit(read('memory.swap.max'));
  return known<MemoryValues>({
    current: parseNumber(read('memory.current')),
    peak: parseNumber(read('memory.peak')),
    max: parseLimit(read('memory.max')),
    high: parseLimit(read('memory.high')),
    low: parseLimit(read('memory.low')),
    min: parseLimit(read('memory.min')),
    anon: stat.get('anon'),
    file: stat.get('file'),
    swap: swap === undefined ? undefined : { current: swap, ...(swapMax !== undefined && { max: swapMax }) },
    events: known(Object.fromEntries(EVENTS.map((event) => [event, events.get(event)]))),
  });
}

/** memory.memsw.* count memory and swap together (cgroup-v1/memory.rst). */
export function memoryOfV1(read: ReadFile): MemoryValues | undefined {
  const stat = parseFlat(read('memory.stat'));
  const swap = stat.get('swap');
  return known<MemoryValues>({
    current: parseNumber(read('memory.usage_in_bytes')),
    peak: parseNumber(read('memory.max_usage_in_bytes')),
    max: parseLimit(read('memory.limit_in_bytes')),
    high: parseLimit(read('memory.soft_limit_in_bytes')),
    anon: stat.get('rss'),
    file: stat.get('cache'),
    swap: swap === undefined ? undefined : { current: swap },
    events: known({
      max: parseNumber(read('memory.failcnt')),
      oom_kill: parseFlat(read('memory.oom_control')).get('oom_kill'),
    }),
  });
}

/** The same files in both versions. */
export function pidsOf(read: ReadFile): PidsValues | undefined {
  return known<PidsValues>({
    current: parseNumber(read('pids.current')),
    max: parseLimit(read('pids.max')),
    peak: parseNumber(read('pids.peak')),
    refused: parseFlat(read('pids.events')).get('max'),
  });
}

export function ioOfV2(read: ReadFile): readonly IoValues[] | undefined {
  const text = read('io.stat');
  if (text === undefined) return undefined;
  return [...parseNested(text)].map(([device, values]) => {
    const count = (key: string) => Number(values.get(key) ?? 0);
    return { device, rbytes: count('rbytes'), wbytes: count('wbytes'), rios: count('rios'), wios: count('wios') };
  });
}

/** Lines `253:0 Read 4096` of the group and those below (cgroup-v1/blkio-controller.rst). */
export function ioOfV1(read: ReadFile): readonly IoValues[] | undefined {
  const bytes = read('blkio.throttle.io_service_bytes_recursive') ?? read('blkio.throttle.io_service_bytes');
  const counts = read('blkio.throttle.io_serviced_recursive') ?? read('blkio.throttle.io_serviced');
  if (bytes === undefined || counts === undefined) return undefined;
  const [size, number] = [parseOperations(bytes), parseOperations(counts)];
  return [...size].map(([device, { Read = 0, Write = 0 }]) => {
    const { Read: rios = 0, Write: wios = 0 } = number.get(device) ?? {};
    return { device, rbytes: Read, wbytes: Write, rios, wios };
  });
}

type Operations = Readonly<Partial<Record<'Read' | 'Write', number>>>;

function parseOperations(text: string): ReadonlyMap<string, Operations> {
  const found = new Map<string, Operations>();
  for (const line of text.split('\n')) {
    const [device, operation, value] = line.split(' ');
    if (!device || value === undefined || (operation !== 'Read' && operation !== 'Write')) continue;
    found.set(device, { ...found.get(device), [operation]: Number(value) });
  }
  return found;
}

/** @param sizes `2MB`: of the host */
export function hugetlbOf(read: ReadFile, version: 1 | 2, sizes: readonly string[]): readonly HugetlbValues[] {
  return sizes.flatMap((size): HugetlbValues[] => {
    const current = parseNumber(read(`hugetlb.${size}.${version === 2 ? 'current' : 'usage_in_bytes'}`));
    const max = parseLimit(read(`hugetlb.${size}.${version === 2 ? 'max' : 'limit_in_bytes'}`));
    return current === undefined ? [] : [{ size, current, ...(max !== undefined && { max }) }];
  });
}

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=0` (accounting/psi.rst). */
export function parsePressure(text: string | undefined): Pressure | undefined {
  if (text === undefined) return undefined;
  const lines = parseNested(text);
  return known<Pressure>({ some: pressureLine(lines.get('some')), full: pressureLine(lines.get('full')) });
}

function pressureLine(values: ReadonlyMap<string, string> | undefined): PressureLine | undefined {
  if (!values) return undefined;
  const number = (key: string) => Number(values.get(key) ?? 0);
  return { avg10: number('avg10'), avg60: number('avg60'), avg300: number('avg300'), total: number('total') };
}
