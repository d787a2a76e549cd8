/** A property of a unit of systemd with its value, as `systemctl set-property` takes it (systemd.resource-control(5)). */
export interface UnitProperty {
  readonly name: string;
  readonly value: string;
}

type Convert = (value: string, period: number) => UnitProperty[] | undefined;

/** `max` and -1 are `infinity`. */
function limit(name: string): Convert {
  return (value) => [{ name, value: value === 'max' || value === '-1' ? 'infinity' : value }];
}

function same(name: string): Convert {
  return (value) => [{ name, value }];
}

function cpuMax(value: string): UnitProperty[] | undefined {
  const [quota = '', period = '100000'] = value.split(' ');
  return cpuQuota(quota, Number(period));
}

/** Of v1 the quota alone: its period is another file. */
function cpuQuota(quota: string, period: number): UnitProperty[] | undefined {
  if (quota === 'max' || quota === '-1') return [{ name: 'CPUQuota', value: '' }];
  const percent = Number(((Number(quota) * 100) / period).toFixed(2));
  if (!(percent > 0)) return undefined;
  const own = { name: 'CPUQuota', value: `${percent}%` };
  return period === 100_000 ? [own] : [own, { name: 'CPUQuotaPeriodSec', value: `${period}us` }];
}

const IO_KEYS: Readonly<Record<string, string>> = {
  rbps: 'IOReadBandwidthMax',
  wbps: 'IOWriteBandwidthMax',
  riops: 'IOReadIOPSMax',
  wiops: 'IOWriteIOPSMax',
};

/** systemd takes a device by a path. */
function devicePath(device: string): string {
  return /^\d+:\d+$/.test(device) ? `/dev/block/${device}` : device;
}

function ioMax(value: string): UnitProperty[] | undefined {
  const [device = '', ...limits] = value.split(' ');
  const properties = limits.flatMap((each) => {
    const [key = '', number = ''] = each.split('=');
    const name = IO_KEYS[key];
    return name === undefined
      ? []
      : [{ name, value: `${devicePath(device)} ${number === 'max' ? 'infinity' : number}` }];
  });
  return properties.length > 0 ? properties : undefined;
}

function throttle(name: string): Convert {
  return (value) => {
    const [device = '', number = '0'] = value.split(' ');
    return [{ name, value: `${devicePath(device)} ${number === '0' ? 'infinity' : number}` }];
  };
}

const PROPERTIES: Readonly<Record<string, Convert>> = {
  'memory.min': limit('MemoryMin'),
  'memory.low': limit('MemoryLow'),
  'memory.high': limit('MemoryHigh'),
  'memory.max': limit('MemoryMax'),
  'memory.swap.max': limit('MemorySwapMax'),
  'memory.zswap.max': limit('MemoryZSwapMax'),
  'memory.limit_in_bytes': limit('MemoryMax'),
  'pids.max': limit('TasksMax'),
  'cpu.weight': same('CPUWeight'),
  'cpu.shares': (value) => [
    { name: 'CPUWeight', value: String(Math.min(10_000, Math.max(1, Math.round((Number(value) * 100) / 1024)))) },
  ],
  'cpu.idle': (value) => [{ name: 'CPUWeight', value: value === '1' ? 'idle' : '100' }],
  'cpu.max': cpuMax,
  'cpu.cfs_quota_us': cpuQuota,
  'cpuset.cpus': same('AllowedCPUs'),
  'cpuset.mems': same('AllowedMemoryNodes'),
  'io.weight': (value) => {
    const [device = '', weight = ''] = value.split(' ');
    if (device === 'default') return [{ name: 'IOWeight', value: weight }];
    return [{ name: 'IODeviceWeight', value: `${devicePath(device)} ${weight}` }];
  },
  'io.max': ioMax,
  'io.latency': (value) => {
    const [device = '', target = ''] = value.split(' target=');
    return [{ name: 'IODeviceLatencyTargetSec', value: `${devicePath(device)} ${target}us` }];
  },
  'blkio.throttle.read_bps_device': throttle('IOReadBandwidthMax'),
  'blkio.throttle.write_bps_device': throttle('IOWriteBandwidthMax'),
  'blkio.throttle.read_iops_device': throttle('IOReadIOPSMax'),
  'blkio.throttle.write_iops_device': throttle('IOWriteIOPSMax'),
};

/**
 * The properties that do what a write to a file of a unit's group would do; undefined when there is none.
 * @param value as it would be written
 * @param period of `cpu.cfs_period_us`, in µs
 */
export function unitProperties(file: string, value: string, period = 100_000): readonly UnitProperty[] | undefined {
  return Object.hasOwn(PROPERTIES, file) ? PROPERTIES[file]?.(value, period) : undefined;
}

/** Names of properties that may be set here: no others go to `systemctl`. */
export const UNIT_PROPERTIES = [
  'MemoryMin',
  'MemoryLow',
  'MemoryHigh',
  'MemoryMax',
  'MemorySwapMax',
  'MemoryZSwapMax',
  'TasksMax',
  'CPUWeight',
  'CPUQuota',
  'CPUQuotaPeriodSec',
  'AllowedCPUs',
  'AllowedMemoryNodes',
  'IOWeight',
  'IODeviceWeight',
  'IOReadBandwidthMax',
  'IOWriteBandwidthMax',
  'IOReadIOPSMax',
  'IOWriteIOPSMax',
  'IODeviceLatencyTargetSec',
] as const;

/** The name under which `systemctl show` tells a property. */
export function shownProperty(name: string): string {
  if (name === 'CPUQuota') return 'CPUQuotaPerSecUSec';
  if (name === 'CPUQuotaPeriodSec') return 'CPUQuotaPeriodUSec';
  return name === 'IODeviceLatencyTargetSec' ? 'IODeviceLatencyTargetUSec' : name;
}

const LISTS = /^IO(?:Device|Read|Write)/;
const MICROSECONDS: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1_000_000, min: 60_000_000 };

/** What to set so that a property is again what `systemctl show` told; a list is emptied first. */
export function restoringProperty(name: string, shown: readonly string[]): readonly UnitProperty[] {
  const known = shown.filter((value) => value !== '' && value !== '[not set]');
  if (LISTS.test(name)) return ['', ...known].map((value) => ({ name, value }));
  const [value = ''] = known;
  if (name === 'CPUQuota') return [{ name, value: quotaOf(value) }];
  return [{ name, value: name === 'CPUQuotaPeriodSec' && value === 'infinity' ? '' : value }];
}

/** `50%` of `500ms` for a second, nothing of `infinity`. */
function quotaOf(span: string): string {
  const parts = [...span.matchAll(/(\d+(?:\.\d+)?)(us|ms|min|s)/g)];
  const us = parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (MICROSECONDS[unit] ?? 1), 0);
  return us === 0 ? '' : `${Number((us / 10_000).toFixed(2))}%`;
}
