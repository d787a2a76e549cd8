import { type CgroupId } from '../../model/cgroup/cgroup.ts';
import { groupPlace, type Hierarchy } from '../../model/cgroup/hierarchy.ts';
import {
  cpuOfV1,
  cpuOfV2,
  hugetlbOf,
  ioOfV1,
  ioOfV2,
  memoryOfV1,
  memoryOfV2,
  parseFlat,
  parsePressure,
  pidsOf,
  type ReadFile,
} from '../../model/cgroup/parse-values.ts';
import type { CgroupValues, IoValues, Pressure, PressureResource } from '../../model/cgroup/values.ts';
import { FileReader } from '../kernel/file-reader.ts';
import { readHugepageSizes } from './facts/devices.ts';

const RESOURCES: readonly PressureResource[] = ['cpu', 'memory', 'io', 'irq'];
/** Parts of v1 with the controller that has their files. */
const PARTS = ['cpu', 'cpuacct', 'memory', 'pids', 'blkio', 'cpuset', 'hugetlb', 'freezer'] as const;

/** Reads what groups use now. Files that vanish meanwhile are missing values. */
export class CgroupValuesReader {
  readonly #files = new FileReader();
  #sizes: readonly string[] | undefined;
  /** Names of block devices by their numbers. */
  readonly #devices = new Map<string, string | undefined>();

  /**
   * One group; of a hierarchy that is not mounted, or a group that is gone, only that.
   * @param only names of files: what others tell is missing
   */
  read(group: CgroupId, hierarchies: readonly Hierarchy[], only?: ReadonlySet<string>): CgroupValues {
    const time = performance.now();
    const place = groupPlace(group, hierarchies);
    if (!place || !this.#files.identity(place.directory)) return { group, time, gone: true };
    const { hierarchy, directory } = place;
    const read: ReadFile = (name) => (only?.has(name) === false ? undefined : this.#files.file(`${directory}/${name}`));
    const has = (controller: (typeof PARTS)[number]) => hierarchy.controllers.includes(controller);
    const values = hierarchy.version === 2 ? this.#ofV2(read) : this.#ofV1(read, has);
    const entries = Object.entries(values).filter(([, value]) => value !== undefined);
    return { group, time, ...Object.fromEntries(entries) };
  }

  /** Many groups, yielding after each. */
  *readAll(
    groups: readonly CgroupId[],
    hierarchies: readonly Hierarchy[],
    only?: ReadonlySet<string>,
  ): Generator<void, readonly CgroupValues[]> {
    const found: CgroupValues[] = [];
    for (const group of groups) {
      found.push(this.read(group, hierarchies, only));
      yield;
    }
    return found;
  }

  #ofV2(read: ReadFile) {
    const events = parseFlat(read('cgroup.events'));
    const [frozen, populated] = [events.get('frozen'), events.get('populated')];
    return {
      cpu: cpuOfV2(read),
      memory: memoryOfV2(read),
      pids: pidsOf(read),
      io: this.#named(ioOfV2(read)),
      cpuset: cpuset(read, 'cpuset.cpus.effective', 'cpuset.mems.effective'),
      hugetlb: this.#hugetlb(read, 2),
      pressure: pressure(read),
      frozen: frozen === undefined ? undefined : frozen === 1,
      populated: populated === undefined ? undefined : populated === 1,
    };
  }

  /** Only files of the controllers of the hierarchy are asked for. */
  #ofV1(read: ReadFile, has: (controller: (typeof PARTS)[number]) => boolean) {
    return {
      cpu: has('cpu') || has('cpuacct') ? cpuOfV1(read) : undefined,
      memory: has('memory') ? memoryOfV1(read) : undefined,
      pids: has('pids') ? pidsOf(read) : undefined,
      io: has('blkio') ? this.#named(ioOfV1(read)) : undefined,
      cpuset: has('cpuset') ? cpuset(read, 'cpuset.effective_cpus', 'cpuset.effective_mems') : undefined,
      hugetlb: has('hugetlb') ? this.#hugetlb(read, 1) : undefined,
      frozen: has('freezer') ? read('freezer.state')?.trim().startsWith('FR') : undefined,
    };
  }

  #named(io: readonly IoValues[] | undefined): readonly IoValues[] | undefined {
    return io?.map((each) => {
      const name = this.#deviceName(each.device);
      return name === undefined ? each : { ...each, name };
    });
  }

  /** sysfs has a link for each device: `../../devices/virtual/block/loop0`. */
  #deviceName(device: string): string | undefined {
    if (!this.#devices.has(device)) {
      this.#devices.set(device, this.#files.link(`/sys/dev/block/${device}`)?.replace(/^.*\//, ''));
    }
    return this.#devices.get(device);
  }

  #hugetlb(read: ReadFile, version: 1 | 2) {
    this.#sizes ??= readHugepageSizes() ?? [];
    const found = hugetlbOf(read, version, this.#sizes);
    return found.length > 0 ? found : undefined;
  }
}

function cpuset(read: ReadFile, cpusFile: string, memsFile: string) {
  const [cpus, mems] = [read(cpusFile)?.trim(), read(memsFile)?.trim()];
  return cpus === undefined || mems === undefined ? undefined : { cpus, mems };
}

function pressure(read: ReadFile): Readonly<Partial<Record<PressureResource, Pressure>>> | undefined {
  const found = RESOURCES.flatMap((resource) => {
    const value = parsePressure(read(`${resource}.pressure`));
    return value ? [[resource, value] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
