/** A setting of v2 as files of v1 have it. */
export interface V1Write {
  readonly controller: string;
  readonly file: string;
  readonly value: string;
}

export interface V2Setting {
  readonly file: string;
  /** As the kernel takes it. */
  readonly value: string;
}

/**
 * What is written in v1 for settings of v2, in the order in which the kernel takes it; undefined for a file that nothing
 * stands for. `others`: the settings of the same group, some files need them (Documentation/admin-guide/cgroup-v1).
 */
export function v1Writes(setting: V2Setting, others: readonly V2Setting[]): readonly V1Write[] | undefined {
  const write = WRITES[setting.file];
  if (write) return write(setting.value, others);
  return sameIn(setting);
}

/** With `value` that of the group's memory.max for memory.swap.max. */
const WRITES: Readonly<
  Record<string, (value: string, others: readonly V2Setting[]) => readonly V1Write[] | undefined>
> = {
  'memory.max': (value) => [{ controller: 'memory', file: 'memory.limit_in_bytes', value: bytes(value) }],
  'memory.low': (value) => [{ controller: 'memory', file: 'memory.soft_limit_in_bytes', value: bytes(value) }],
  'memory.swap.max': withSwap,
  'cpu.max': (value) => {
    const [quota = 'max', period = '100000'] = value.split(' ');
    return [
      { controller: 'cpu', file: 'cpu.cfs_period_us', value: period },
      { controller: 'cpu', file: 'cpu.cfs_quota_us', value: quota === 'max' ? '-1' : quota },
    ];
  },
  'cpu.weight': (value) => [{ controller: 'cpu', file: 'cpu.shares', value: shares(Number(value)) }],
  'cpu.max.burst': (value) => [{ controller: 'cpu', file: 'cpu.cfs_burst_us', value }],
  'cpu.idle': (value) => [{ controller: 'cpu', file: 'cpu.idle', value }],
  'io.max': throttles,
  'io.weight': (value) => [{ controller: 'blkio', file: 'blkio.bfq.weight', value: value.replace(/^default /, '') }],
};

/** In v1 memory and swap are limited together. */
function withSwap(value: string, others: readonly V2Setting[]): readonly V1Write[] | undefined {
  const memory = others.find(({ file }) => file === 'memory.max')?.value;
  const sum =
    value === 'max' || memory === undefined || memory === 'max' ? '-1' : String(Number(value) + Number(memory));
  return [{ controller: 'memory', file: 'memory.memsw.limit_in_bytes', value: sum }];
}

/** 100 of 1 to 10,000 is 1,024 of 2 to 262,144. */
function shares(weight: number): string {
  return String(Math.min(262_144, Math.max(2, Math.round((weight * 1024) / 100))));
}

function bytes(value: string): string {
  return value === 'max' ? '-1' : value;
}

const THROTTLES: Readonly<Record<string, string>> = {
  rbps: 'blkio.throttle.read_bps_device',
  wbps: 'blkio.throttle.write_bps_device',
  riops: 'blkio.throttle.read_iops_device',
  wiops: 'blkio.throttle.write_iops_device',
};

/** `8:0 rbps=1048576 wiops=max`: 0 takes a limit away. */
function throttles(value: string): readonly V1Write[] {
  const [device = '', ...limits] = value.split(' ');
  return limits.flatMap((limit) => {
    const [key = '', number = ''] = limit.split('=');
    const file = THROTTLES[key];
    return file ? [{ controller: 'blkio', file, value: `${device} ${number === 'max' ? '0' : number}` }] : [];
  });
}

/** The same value in a file that may be called otherwise. */
function sameIn({ file, value }: V2Setting): readonly V1Write[] | undefined {
  const huge = /^(hugetlb\..+)\.max$/.exec(file)?.[1];
  if (huge !== undefined) return [{ controller: 'hugetlb', file: `${huge}.limit_in_bytes`, value: bytes(value) }];
  return SAME.has(file) ? [{ controller: file.split('.')[0] ?? '', file, value }] : undefined;
}

/** Files that both versions have. */
const SAME: ReadonlySet<string> = new Set(['pids.max', 'cpuset.cpus', 'cpuset.mems', 'rdma.max', 'misc.max']);
