import type { CgroupId } from './cgroup.ts';

/** A limit: a number in the unit of its field, or that there is none. */
export type Limit = number | 'max';

/**
 * What a group uses now, with its own limits, whichever version its files are of. A part is missing when its controller
 * is not there, a field when the kernel has no such file. Counters grow from the group's beginning: rates come from two
 * readings. Root groups have few of the files.
 */
export interface CgroupValues {
  readonly group: CgroupId;
  /** When it was read, in ms of a clock that never jumps; only differences mean something. */
  readonly time: number;
  /** The group was gone when it was read; nothing else is there then. */
  readonly gone?: true;
  readonly cpu?: CpuValues;
  readonly memory?: MemoryValues;
  readonly pids?: PidsValues;
  readonly io?: readonly IoValues[];
  readonly cpuset?: { readonly cpus: string; readonly mems: string };
  readonly hugetlb?: readonly HugetlbValues[];
  /** Pressure stall information, where the kernel has it (v2; `/proc/pressure` for the root). */
  readonly pressure?: Readonly<Partial<Record<PressureResource, Pressure>>>;
  /** `cgroup.freeze` or `freezer.state`: frozen itself or by an ancestor. */
  readonly frozen?: boolean;
  /** v2 `cgroup.events`: it or a group below has a process. */
  readonly populated?: boolean;
}

/** Times in µs. v1: cpu and cpuacct. */
export interface CpuValues {
  readonly usage?: number;
  readonly user?: number;
  readonly system?: number;
  /** Periods that have passed, those in which the quota ran out, and the time waited for that (cpu.stat). */
  readonly periods?: number;
  readonly throttled?: number;
  readonly throttledTime?: number;
  /** `cpu.max` or `cpu.cfs_quota_us` with its period. */
  readonly quota?: Limit;
  readonly period?: number;
  /** `cpu.weight` 1..10000, or `cpu.shares` 2..262144 where `shares` says so. */
  readonly weight?: number;
  readonly shares?: number;
}

/** Bytes. v1: memory.limit_in_bytes and its kin; a limit of 2⁶³ less a page is none. */
export interface MemoryValues {
  readonly current?: number;
  readonly peak?: number;
  readonly max?: Limit;
  /** v1: the soft limit. */
  readonly high?: Limit;
  readonly low?: Limit;
  readonly min?: Limit;
  readonly anon?: number;
  readonly file?: number;
  readonly swap?: { readonly current: number; readonly max?: Limit };
  /** How often; v2 with the groups below, v1 of the group alone (`failcnt` as `max`, `oom_kill` of memory.oom_control). */
  readonly events?: Readonly<Partial<Record<'low' | 'high' | 'max' | 'oom' | 'oom_kill', number>>>;
}

export interface PidsValues {
  readonly current?: number;
  readonly max?: Limit;
  readonly peak?: number;
  /** How often fork(2) was refused. */
  readonly refused?: number;
}

/** Counters of one block device (`io.stat`, `blkio.throttle.io_service_bytes`), in bytes and operations. */
export interface IoValues {
  /** `253:0`. */
  readonly device: string;
  /** `vda`: raw text; absent when nobody knows it. */
  readonly name?: string;
  readonly rbytes: number;
  readonly wbytes: number;
  readonly rios: number;
  readonly wios: number;
}

export interface HugetlbValues {
  /** `2MB`. */
  readonly size: string;
  /** Bytes. */
  readonly current: number;
  readonly max?: Limit;
}

export type PressureResource = 'cpu' | 'memory' | 'io' | 'irq';

/** Share of time in which some or all tasks waited, in percent over 10, 60 and 300 s; total in µs. */
export interface Pressure {
  readonly some?: PressureLine;
  readonly full?: PressureLine;
}

export interface PressureLine {
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  readonly total: number;
}
