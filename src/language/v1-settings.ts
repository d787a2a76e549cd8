import { formatCpuMax } from '../model/cgroup/cpu-max.ts';
import { formatSize, parseSize } from '../model/cgroup/size.ts';
import { v1File } from '../model/cgroup/v1-file.ts';
import type { Knob } from './generated/ast.ts';
import { blockOf, valueText } from './knobs.ts';

/** A setting of v2 with the lines of v1 that it stands for. */
export interface Converted {
  /** `memory.max = 10M`. */
  readonly setting: string;
  readonly instead: readonly Knob[];
}

type Convert = (knob: Knob, text: string) => Omit<Converted, 'instead'> | Converted | undefined;

/** What a line of v1 is in v2; undefined when that cannot be said. */
export function convertV1(knob: Knob): Converted | undefined {
  const text = valueText(knob);
  const converted = (CONVERT[knob.key] ?? sameValue)(knob, text);
  return converted && { instead: [knob], ...converted };
}

function sameValue(knob: Knob, text: string): { setting: string } | undefined {
  const v2 = v1File(knob.key)?.v2;
  return v2 === undefined || !PLAIN.test(text) ? undefined : { setting: `${v2} = ${text === '-1' ? 'max' : text}` };
}

/** Values that are written as they are read: no texts in quotes. */
const PLAIN = /^[\w.:/%+-]+(?: [\w.:/%+-]+(?:=[\w.:/%+-]+)?)*$/;

const CONVERT: Readonly<Record<string, Convert>> = {
  'cpu.shares': (_, text) => scaled('cpu.weight', text, (shares) => (shares * 100) / 1024),
  'blkio.weight': (_, text) => scaled('io.weight', text, (weight) => 1 + ((weight - 10) * 9999) / 990),
  'blkio.weight_device': (_, text) => ({ setting: `io.weight = ${text}` }),
  'cpu.cfs_quota_us': cpuMax,
  'cpu.cfs_period_us': cpuMax,
  'cpuset.cpu_exclusive': (_, text) => ({ setting: `cpuset.cpus.partition = ${text === '1' ? 'root' : 'member'}` }),
  'cpuset.sched_load_balance': (_, text) => ({
    setting: `cpuset.cpus.partition = ${text === '0' ? 'isolated' : 'root'}`,
  }),
  'memory.memsw.limit_in_bytes': swapMax,
  'blkio.throttle.read_bps_device': (_, text) => throttle('rbps', text),
  'blkio.throttle.write_bps_device': (_, text) => throttle('wbps', text),
  'blkio.throttle.read_iops_device': (_, text) => throttle('riops', text),
  'blkio.throttle.write_iops_device': (_, text) => throttle('wiops', text),
};

/** Weights of v2 are 1 to 10000. */
function scaled(file: string, text: string, to: (value: number) => number): { setting: string } | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const weight = Math.min(10_000, Math.max(1, Math.round(to(Number(text)))));
  return { setting: `${file} = ${weight}` };
}

function beside(knob: Knob, ...keys: readonly string[]): Knob | undefined {
  return blockOf(knob).findLast(({ key }) => keys.includes(key));
}

/** Quota and period together. */
function cpuMax(knob: Knob): Converted | undefined {
  const quota = beside(knob, 'cpu.cfs_quota_us');
  const period = beside(knob, 'cpu.cfs_period_us');
  const quotaText = quota ? valueText(quota) : '-1';
  const periodText = period ? valueText(period) : '100000';
  if (!/^(?:-1|\d+)$/.test(quotaText) || !/^\d+$/.test(periodText)) return undefined;
  const instead = [quota, period].filter((each) => each !== undefined);
  if (quotaText === '-1') return { setting: 'cpu.max = max', instead };
  const max = { quota: Number(quotaText), period: Number(periodText) };
  return { setting: `cpu.max = ${max.period === 100_000 ? formatCpuMax(max) : `${max.quota} ${max.period}`}`, instead };
}

/** v1 limits memory and swap together, v2 swap alone. */
function swapMax(knob: Knob, text: string): { setting: string } | undefined {
  if (text === '-1') return { setting: 'memory.swap.max = max' };
  const memory = beside(knob, 'memory.max', 'memory.limit_in_bytes');
  const both = parseSize(text);
  const limit = memory && parseSize(valueText(memory));
  if (both === undefined || limit === undefined || both < limit) return undefined;
  return { setting: `memory.swap.max = ${formatSize(both - limit)}` };
}

function throttle(key: string, text: string): { setting: string } | undefined {
  const [device, limit] = text.split(' ');
  return device !== undefined && limit !== undefined
    ? { setting: `io.max = ${device} ${key}=${limit === '0' ? 'max' : limit}` }
    : undefined;
}
