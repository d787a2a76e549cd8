import { parseLimit, parseNumber } from '../../../model/cgroup/parse-values.ts';
import type { Place, Sources } from './places.ts';

/** Reads files of the kernel: in one piece, or record by record. Undefined for one that is not there. */
export interface TextReader {
  file(path: string): string | undefined;
  records(path: string): string | undefined;
}

/** Time on CPUs in µs; periods of the quota, and those in which it ran out, where the same file tells them. */
export interface CpuCounters {
  readonly usage?: number | undefined;
  readonly periods?: number | undefined;
  readonly throttled?: number | undefined;
}

/** Reads single numbers of groups: nothing that is not asked for. */
export class CounterReader {
  readonly #files: TextReader;
  readonly #v2: Readonly<Record<'usage' | 'memory' | 'io', boolean>>;

  constructor(files: TextReader, { of }: Sources) {
    this.#files = files;
    const isV2 = (part: 'usage' | 'memory' | 'io') => of[part]?.version === 2;
    this.#v2 = { usage: isV2('usage'), memory: isV2('memory'), io: isV2('io') };
  }

  cpu({ usage }: Place): CpuCounters {
    if (usage === undefined) return {};
    if (this.#v2.usage) return this.#cpuStat(usage);
    const ns = parseNumber(this.#files.file(`${usage}/cpuacct.usage`));
    return { usage: ns === undefined ? undefined : ns / 1000 };
  }

  /** Of v1, where another hierarchy has it than the time on CPUs. */
  quota({ quota, usage }: Place): CpuCounters {
    return quota === undefined || (this.#v2.usage && quota === usage) ? {} : this.#cpuStat(quota);
  }

  /** Of the root of v2, which has no file for it, what is not available to a new program. */
  memory({ memory, isRoot }: Place): number | undefined {
    if (memory === undefined) return undefined;
    const file = this.#v2.memory ? 'memory.current' : 'memory.usage_in_bytes';
    const used = parseNumber(this.#files.file(`${memory}/${file}`));
    return used === undefined && isRoot ? this.#hostMemory() : used;
  }

  limit({ memory }: Place): number | undefined {
    if (memory === undefined) return undefined;
    const file = this.#v2.memory ? 'memory.max' : 'memory.limit_in_bytes';
    const limit = parseLimit(this.#files.file(`${memory}/${file}`));
    return typeof limit === 'number' ? limit : undefined;
  }

  /** Undefined where the controller does not count them; of the root of v2 those of the host. */
  tasks({ pids, isRoot }: Place): number | undefined {
    if (pids === undefined) return undefined;
    const counted = parseNumber(this.#files.file(`${pids}/pids.current`));
    return counted === undefined && isRoot ? this.#hostTasks() : counted;
  }

  /** Processes of the group itself. */
  processes({ any }: Place): number | undefined {
    const text = this.#files.records(`${any}/cgroup.procs`);
    return text === undefined ? undefined : text.split('\n').length - 1;
  }

  /** Bytes of all devices. */
  io({ io }: Place): { readonly read: number; readonly write: number } | undefined {
    if (io === undefined) return undefined;
    if (this.#v2.io) {
      const text = this.#files.file(`${io}/io.stat`);
      return text === undefined ? undefined : { read: sum(text, RBYTES), write: sum(text, WBYTES) };
    }
    const text =
      this.#files.file(`${io}/blkio.throttle.io_service_bytes_recursive`) ??
      this.#files.file(`${io}/blkio.throttle.io_service_bytes`);
    return text === undefined ? undefined : { read: sum(text, READ), write: sum(text, WRITE) };
  }

  /** The highest share of the last 10 s in which some tasks waited, 0 to 1. */
  pressure({ pressure }: Place): number | undefined {
    if (pressure === undefined) return undefined;
    const shares = ['cpu', 'memory', 'io'].flatMap((resource) => {
      const text = this.#files.file(`${pressure}/${resource}.pressure`);
      const share = /^some avg10=([\d.]+)/.exec(text ?? '')?.[1];
      return share === undefined ? [] : [Number(share) / 100];
    });
    return shares.length === 0 ? undefined : Math.max(...shares);
  }

  #cpuStat(directory: string): CpuCounters {
    const text = this.#files.file(`${directory}/cpu.stat`) ?? '';
    return {
      usage: flatField(text, 'usage_usec'),
      periods: flatField(text, 'nr_periods'),
      throttled: flatField(text, 'nr_throttled'),
    };
  }

  #hostMemory(): number | undefined {
    const text = this.#files.file('/proc/meminfo') ?? '';
    const [total, available] = [kilobytes(text, 'MemTotal'), kilobytes(text, 'MemAvailable')];
    return total === undefined || available === undefined ? undefined : (total - available) * 1024;
  }

  /** `0.00 0.01 0.05 1/234 5678`: running and all. */
  #hostTasks(): number | undefined {
    const count = /^\S+ \S+ \S+ \d+\/(\d+) /.exec(this.#files.file('/proc/loadavg') ?? '')?.[1];
    return count === undefined ? undefined : Number(count);
  }
}

const RBYTES = /\brbytes=(\d+)/g;
const WBYTES = /\bwbytes=(\d+)/g;
const READ = /^\d+:\d+ Read (\d+)$/gm;
const WRITE = /^\d+:\d+ Write (\d+)$/gm;

function sum(text: string, pattern: RegExp): number {
  let all = 0;
  for (const match of text.matchAll(pattern)) all += Number(match[1]);
  return all;
}

/** The number after a key at the beginning of a line, without a list of all lines. */
function flatField(text: string, key: string): number | undefined {
  const at = text.startsWith(`${key} `) ? 0 : text.indexOf(`\n${key} `) + 1;
  if (at === 0 && !text.startsWith(`${key} `)) return undefined;
  const value = Number.parseInt(text.slice(at + key.length + 1), 10);
  return Number.isNaN(value) ? undefined : value;
}

function kilobytes(text: string, key: string): number | undefined {
  const value = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
