import { CORE_FILES } from './interface-files/core-files.ts';
import { CPU_FILES } from './interface-files/cpu-files.ts';
import { CPUSET_FILES } from './interface-files/cpuset-files.ts';
import { DMEM_FILES } from './interface-files/dmem-files.ts';
import { HUGETLB_FILES } from './interface-files/hugetlb-files.ts';
import { IO_FILES } from './interface-files/io-files.ts';
import { MEMORY_FILES } from './interface-files/memory-files.ts';
import { MISC_FILES } from './interface-files/misc-files.ts';
import { PIDS_FILES } from './interface-files/pids-files.ts';
import { RDMA_FILES } from './interface-files/rdma-files.ts';

/** What may be written into a file, and how it reads. `by …`: one line for each device, interface, region or resource. */
export type ValueKind =
  | 'bool'
  | 'bytes'
  | 'bytes by device'
  | 'bytes by region'
  | 'bytes|max'
  | 'bytes|max by region'
  | 'bytes [swappiness=N]'
  | 'bytes/counters'
  | 'controller list'
  | 'counters'
  | 'cpu list'
  | 'device rule'
  | 'enum'
  | 'int'
  | 'int by device'
  | 'int by interface'
  | 'int by resource'
  | 'int|max'
  | 'int|max by resource'
  | 'limits by device'
  | 'map'
  | 'node list'
  | 'percent|max'
  | 'pid'
  | 'psi'
  | 'quota period'
  | 'target by device'
  | 'text'
  | 'tid';

/** What a file of a group is, whichever version it is of. */
export interface FileFacts {
  /** `memory.max`; `<size>` stands for a huge page size: `hugetlb.<size>.max`. */
  readonly file: string;
  /** `core`: every group has it. */
  readonly controller: string;
  readonly access: 'rw' | 'r' | 'w';
  readonly value: ValueKind;
  readonly unit?: string;
  /** Least and most of a number. */
  readonly least?: number;
  readonly most?: number;
  /** The words of an `enum`. */
  readonly words?: readonly string[];
  readonly default?: string;
  /** A sentence of what it is. */
  readonly doc: string;
}

/** A file of a cgroup v2 directory (Documentation/admin-guide/cgroup-v2.rst). */
export interface InterfaceFile extends FileFacts {
  /** Groups that have it. */
  readonly scope: 'all' | 'non-root' | 'root';
  /**
   * `limit`: a setting; `status`: tells something; `action`: does something when written; `internal`: whoever makes the
   * group writes it; `host`: of the root alone.
   */
  readonly use: 'limit' | 'status' | 'action' | 'internal' | 'host';
  /** Keys of a file with several values. */
  readonly keys?: readonly string[];
  /** First kernel that has it, as far as is known: to be told, never to refuse something. */
  readonly since: string;
  readonly note?: string;
  /** What stands for it in v1: without `file` nothing does. */
  readonly v1?: {
    readonly file?: string;
    readonly controller?: string;
    /** How the value changes; absent: it is the same. */
    readonly convert?: string;
    /** It does not mean quite the same. */
    readonly lossy?: true;
    readonly note?: string;
  };
}

export const INTERFACE_FILES: readonly InterfaceFile[] = [
  ...CORE_FILES,
  ...CPU_FILES,
  ...MEMORY_FILES,
  ...IO_FILES,
  ...PIDS_FILES,
  ...CPUSET_FILES,
  ...HUGETLB_FILES,
  ...RDMA_FILES,
  ...DMEM_FILES,
  ...MISC_FILES,
];

const BY_NAME: ReadonlyMap<string, InterfaceFile> = new Map(INTERFACE_FILES.map((each) => [each.file, each]));

const HUGEPAGE_SIZE = /^hugetlb\.(\d+[KMG]B)\./;

/** `hugetlb.<size>.max` for `hugetlb.2MB.max`; other names as they are. */
export function filePattern(name: string): string {
  return name.replace(HUGEPAGE_SIZE, 'hugetlb.<size>.');
}

/** `2MB` of `hugetlb.2MB.max`; undefined for other names. */
export function hugepageSizeOf(name: string): string | undefined {
  return HUGEPAGE_SIZE.exec(name)?.[1];
}

/** The v2 file of that name; undefined when there is none. */
export function interfaceFile(name: string): InterfaceFile | undefined {
  return BY_NAME.get(filePattern(name));
}

/** The files that a `limits` or `cgroup` block may set. */
export const LIMIT_FILES: readonly InterfaceFile[] = INTERFACE_FILES.filter(({ use }) => use === 'limit');
