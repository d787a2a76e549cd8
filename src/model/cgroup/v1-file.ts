import { type FileFacts, filePattern, hugepageSizeOf } from './interface-file.ts';
import { V1_BLKIO_FILES } from './interface-files/v1-blkio-files.ts';
import { V1_CORE_FILES } from './interface-files/v1-core-files.ts';
import { V1_CPU_FILES } from './interface-files/v1-cpu-files.ts';
import { V1_MEMORY_FILES } from './interface-files/v1-memory-files.ts';

/** A file of cgroup v1 that has no place in v2, or another one. `-1` takes a limit in bytes away. */
export interface V1File extends FileFacts {
  /** The v2 file; absent when nothing stands for it. */
  readonly v2?: string;
  /**
   * `replace`: the same value in another file; `merge`: a part of its value; `rewrite`: it takes more than the value;
   * `delete`: it is not needed or not possible any more; `none`: it is not a setting.
   */
  readonly relation: 'replace' | 'merge' | 'rewrite' | 'delete' | 'none';
  readonly note: string;
}

export const V1_FILES: readonly V1File[] = [...V1_MEMORY_FILES, ...V1_CPU_FILES, ...V1_BLKIO_FILES, ...V1_CORE_FILES];

const BY_NAME: ReadonlyMap<string, V1File> = new Map(V1_FILES.map((each) => [each.file, each]));

/** The v1 file of that name, `v2` with the huge page size of the name; undefined when there is none. */
export function v1File(name: string): V1File | undefined {
  const found = BY_NAME.get(filePattern(name));
  const size = hugepageSizeOf(name);
  return found?.v2 !== undefined && size !== undefined ? { ...found, v2: found.v2.replace('<size>', size) } : found;
}

export interface V1Controller {
  readonly name: string;
  readonly doc: string;
  /** What stands for it in v2. */
  readonly v2: string;
}

/** Every controller of v1 (cgroups(7)). */
export const V1_CONTROLLERS: readonly V1Controller[] = [
  { name: 'blkio', doc: 'Weights and ceilings of the input and output of block devices.', v2: 'io' },
  { name: 'cpu', doc: 'Shares of CPU time, and quotas of it.', v2: 'cpu' },
  { name: 'cpuacct', doc: 'Accounts the CPU time that a group has used.', v2: 'cpu.stat, in every group' },
  { name: 'cpuset', doc: 'Binds a group to CPUs and memory nodes.', v2: 'cpuset' },
  { name: 'devices', doc: 'Which device nodes may be opened or made.', v2: 'an eBPF program (CGROUP_DEVICE)' },
  { name: 'freezer', doc: 'Stops and continues all processes of a group.', v2: 'cgroup.freeze, in every group' },
  { name: 'memory', doc: 'Accounts and limits memory.', v2: 'memory' },
  { name: 'net_cls', doc: 'Tags the packets of a group with a class for tc(8).', v2: 'nft matches “socket cgroupv2”' },
  { name: 'net_prio', doc: 'Priority of the packets of a group by interface.', v2: 'tc(8) with marks of nft' },
  { name: 'perf_event', doc: 'Lets perf(1) watch a group.', v2: 'perf_event, always on' },
  { name: 'pids', doc: 'Limits the number of tasks.', v2: 'pids' },
  { name: 'hugetlb', doc: 'Limits huge pages.', v2: 'hugetlb' },
  { name: 'rdma', doc: 'Limits handles and objects of RDMA devices.', v2: 'rdma' },
  { name: 'misc', doc: 'Limits countable resources of the host, as encrypted guests.', v2: 'misc' },
  {
    name: 'ns',
    doc: 'Made a group for every new namespace. Gone since Linux 3.0.',
    v2: 'nothing: groups are made by who wants them',
  },
];
