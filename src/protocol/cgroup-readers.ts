import { parseCgroupId } from '../model/cgroup/cgroup.ts';
import type {
  CgroupValues,
  CpuValues,
  HugetlbValues,
  IoValues,
  Limit,
  MemoryValues,
  PidsValues,
  Pressure,
  PressureLine,
} from '../model/cgroup/values.ts';
import { invalid } from './fields.ts';
import { either, flag, list, number, object, oneOf, optional, type Reader, text } from './reader.ts';

/** PATH_MAX, and the number of the hierarchy. */
const ID_LENGTH = 4096 + 8;
const MOST_DEVICES = 4096;

/** The id of a group. */
export const cgroupIdReader: Reader<string> = (value, place) => {
  const id = text(ID_LENGTH)(value, place);
  if (!parseCgroupId(id)) throw invalid(place, 'a group');
  return id;
};

/** The path of a group in its hierarchy. */
export const groupPathReader: Reader<string> = (value, place) => {
  const path = text(4096)(value, place);
  if (!path.startsWith('/')) throw invalid(place, 'the path of a group');
  return path;
};

const limit: Reader<Limit> = either(number, oneOf('max'));

const cpu = object<CpuValues>({
  usage: optional(number),
  user: optional(number),
  system: optional(number),
  periods: optional(number),
  throttled: optional(number),
  throttledTime: optional(number),
  quota: optional(limit),
  period: optional(number),
  weight: optional(number),
  shares: optional(number),
});

const memory = object<MemoryValues>({
  current: optional(number),
  peak: optional(number),
  max: optional(limit),
  high: optional(limit),
  low: optional(limit),
  min: optional(limit),
  anon: optional(number),
  file: optional(number),
  swap: optional(object<NonNullable<MemoryValues['swap']>>({ current: number, max: optional(limit) })),
  events: optional(
    object<NonNullable<MemoryValues['events']>>({
      low: optional(number),
      high: optional(number),
      max: optional(number),
      oom: optional(number),
      oom_kill: optional(number),
    }),
  ),
});

const pids = object<PidsValues>({
  current: optional(number),
  max: optional(limit),
  peak: optional(number),
  refused: optional(number),
});

const io = object<IoValues>({
  device: text(64),
  name: optional(text(256)),
  rbytes: number,
  wbytes: number,
  rios: number,
  wios: number,
});

const hugetlb = object<HugetlbValues>({ size: text(32), current: number, max: optional(limit) });

const pressureLine = object<PressureLine>({ avg10: number, avg60: number, avg300: number, total: number });

const pressure = object<Pressure>({ some: optional(pressureLine), full: optional(pressureLine) });

/** What a group uses, from the other side of a border. */
export const cgroupValuesReader: Reader<CgroupValues> = object<CgroupValues>({
  group: cgroupIdReader,
  time: number,
  gone: optional(oneOf(true)),
  cpu: optional(cpu),
  memory: optional(memory),
  pids: optional(pids),
  io: optional(list(io, MOST_DEVICES)),
  cpuset: optional(object<NonNullable<CgroupValues['cpuset']>>({ cpus: text(), mems: text() })),
  hugetlb: optional(list(hugetlb, 64)),
  pressure: optional(
    object<NonNullable<CgroupValues['pressure']>>({
      cpu: optional(pressure),
      memory: optional(pressure),
      io: optional(pressure),
      irq: optional(pressure),
    }),
  ),
  frozen: optional(flag),
  populated: optional(flag),
});
