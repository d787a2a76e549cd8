/** What the kernel wrote of a process that it killed because a memory limit was reached (mm/oom_kill.c, mm/memcontrol.c). */
export interface LoggedKill {
  readonly kind: 'oom_kill';
  /** Path of the group whose limit was reached, from the root of the kernel; absent when the whole host was short of memory. */
  readonly limited?: string;
  /** Path of the group that the process was in. Raw text. */
  readonly path: string;
  readonly pid: number;
  /** Raw text. */
  readonly comm: string;
  readonly uid: number;
  /** Memory of its own that it held, in bytes: anonymous and shared; pages of files count for whoever read them first. */
  readonly held: number;
  /** Of the group whose limit was reached, in bytes. */
  readonly usage?: number;
  readonly limit?: number;
}

/** The kernel refused fork(2) because of pids.max; it says so only once for each group. */
export interface LoggedRefusal {
  readonly kind: 'fork_refused';
  readonly path: string;
}

export type Logged = LoggedKill | LoggedRefusal;

/** Reports are a few hundred lines; of more than so many at once the oldest are given up. */
const MOST_OPEN = 8;

/** A report of which the last line is still to come: where the path ends and the name begins, only that line tells. */
interface Open extends Pick<LoggedKill, 'limited' | 'pid' | 'uid' | 'usage' | 'limit'> {
  readonly pathAndName: string;
}

/**
 * Reads lines of the kernel log, one after the other, for what they tell of limits. Reports of several CPUs can mix; what
 * is missing in one (lost records, another kernel) is missing in the answer.
 */
export class KernelLog {
  #memory: { readonly usage: number; readonly limit: number } | undefined;
  #open: Open[] = [];

  /** The text of one record, without its prefix, escaped as /dev/kmsg has it. @returns what is complete now */
  take(text: string): Logged | undefined {
    const memory = /^memory: usage (\d+)kB, limit (\d+)kB,/.exec(text);
    if (memory) this.#memory = { usage: kib(memory[1]), limit: kib(memory[2]) };
    if (text.startsWith('oom-kill:')) return this.#begin(text);
    const killed = KILLED.exec(text);
    if (killed) return this.#finish(killed);
    const refused = /^cgroup: fork rejected by pids controller in (.*)$/.exec(text);
    return refused ? { kind: 'fork_refused', path: unescaped(refused[1] ?? '') } : undefined;
  }

  #begin(text: string): undefined {
    const match = OOM_KILL.exec(text);
    const memory = this.#memory;
    this.#memory = undefined;
    if (!match) return undefined;
    const [, constraint, limited, pathAndName = '', pid, uid] = match;
    const isLimit = constraint === 'CONSTRAINT_MEMCG';
    this.#open.push({
      ...(isLimit && limited !== undefined && { limited: unescaped(limited) }),
      pathAndName,
      pid: Number(pid),
      uid: Number(uid),
      ...(isLimit && memory),
    });
    this.#open = this.#open.slice(-MOST_OPEN);
    return undefined;
  }

  /** The line that follows the report; with memory.oom.group there are several, of which only the first has one. */
  #finish([, pid, comm = '', anon, shmem]: RegExpExecArray): LoggedKill | undefined {
    const at = this.#open.findIndex((each) => each.pid === Number(pid) && each.pathAndName.endsWith(`,task=${comm}`));
    const [open] = at < 0 ? [] : this.#open.splice(at, 1);
    if (!open) return undefined;
    const { pathAndName, ...rest } = open;
    const path = unescaped(pathAndName.slice(0, -`,task=${comm}`.length));
    return { kind: 'oom_kill', path, comm: unescaped(comm), ...rest, held: kib(anon) + kib(shmem) };
  }
}

const OOM_KILL =
  /^oom-kill:constraint=(CONSTRAINT_\w+),.*?(?:,oom_memcg=(.*?))?(?:,global_oom)?,task_memcg=(.*),pid=(\d+),uid=(\d+)$/s;

const KILLED =
  /^(?:Memory cgroup out of memory|Out of memory(?: \([^)]*\))?): Killed process (\d+) \((.*)\) total-vm:\d+kB, anon-rss:(\d+)kB, file-rss:\d+kB, shmem-rss:(\d+)kB/s;

function kib(number: string | undefined): number {
  return Number(number ?? 0) * 1024;
}

/** /dev/kmsg has bytes that are not printable, and `\\`, as `\\x1b` (Documentation/ABI/testing/dev-kmsg). UTF-8 is put together again. */
function unescaped(text: string): string {
  return text.replace(/(?:\\x[0-9a-f]{2})+/g, (bytes) => {
    try {
      return decodeURIComponent(bytes.replaceAll('\\x', '%'));
    } catch {
      return '\ufffd';
    }
  });
}

export interface KmsgRecord {
  /** Grows from record to record; never used again before the next boot. */
  readonly sequence: number;
  /** µs after boot. */
  readonly time: number;
  /** Escaped as /dev/kmsg has it. */
  readonly text: string;
}

/** A record of /dev/kmsg (`6,1234,567,-;text`) without what belongs to devices; undefined for another form. */
export function kmsgRecord(record: string): KmsgRecord | undefined {
  const match = /^\d+,(\d+),(\d+),[^;]*;([^\n]*)/.exec(record);
  return match ? { sequence: Number(match[1]), time: Number(match[2]), text: match[3] ?? '' } : undefined;
}
