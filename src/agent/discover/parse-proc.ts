import { ARGV_LIMIT, type CgroupMembership, type ProcessState } from '../../model/process.ts';

/** The fields of `/proc/PID/stat` that are used (proc_pid_stat(5)). */
export interface Stat {
  readonly comm: string;
  readonly state: ProcessState;
  readonly ppid: number;
  readonly threads: number;
  /** Clock ticks after boot. */
  readonly startTime: number;
}

function processState(letter: string): ProcessState {
  if (letter === 'T' || letter === 't') return 'stopped';
  return letter === 'Z' || letter === 'X' ? 'zombie' : 'alive';
}

const KTHREADD = 2;

/** A kernel worker shows its latest work after its name, `kworker/u8:3-events`: it changes with every piece of work. */
function withoutWork(comm: string): string {
  // A rescuer's own name follows its dash: kworker/R-netns.
  return /^kworker\/(?!R-)/.test(comm) ? comm.replace(/[-+].*$/s, '') : comm;
}

/** Parses `/proc/PID/stat`; the comm may itself hold spaces and parentheses. */
export function parseStat(text: string): Stat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ', 20);
  const ppid = Number(fields[1]);
  const comm = text.slice(open + 1, close);
  return {
    comm: ppid === KTHREADD ? withoutWork(comm) : comm,
    state: processState(fields[0] ?? ''),
    ppid,
    threads: Number(fields[17]),
    startTime: Number(fields[19]),
  };
}

/** Effective uid and NSpid chain of `/proc/PID/status`. */
export function parseStatus(text: string): { uid: number; nspid: number[] } {
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(text)?.[1];
  const nspid = /^NSpid:\t(.*)$/m.exec(text)?.[1];
  return { uid: Number(uid ?? -1), nspid: nspid ? nspid.split('\t').map(Number) : [] };
}

/** The soft limit of open files in `/proc/PID/limits` (proc_pid_limits(5)); 1024 where it does not tell. */
export function parseOpenLimit(text: string): number {
  const limit = /^Max open files +(\d+|unlimited)/m.exec(text)?.[1] ?? '1024';
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
}

/** Splits `/proc/PID/cmdline` at NUL; cut at {@link ARGV_LIMIT} characters. */
export function parseCmdline(text: string, limit = ARGV_LIMIT): string[] {
  if (text === '') return [];
  const cut = text.length > limit ? text.slice(0, limit) : text;
  return (cut.endsWith('\0') ? cut.slice(0, -1) : cut).split('\0');
}

/** Parses `/proc/PID/cgroup` (cgroups(7)); a path may hold colons. */
export function parseCgroup(text: string): CgroupMembership[] {
  const groups: CgroupMembership[] = [];
  for (const line of text.split('\n')) {
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    if (second < 0) continue;
    groups.push({
      hierarchy: Number(line.slice(0, first)),
      controllers: line.slice(first + 1, second),
      path: line.slice(second + 1),
    });
  }
  return groups;
}

/** Parses `/proc/PID/uid_map` or `gid_map` (user_namespaces(7)). */
export function parseIdMap(text: string): { inside: number; outside: number; count: number }[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((numbers) => numbers.length === 3)
    .map(([inside = 0, outside = 0, count = 0]) => ({ inside, outside, count }));
}

/** Parses `/proc/PID/timens_offsets` (time_namespaces(7)) to nanoseconds in decimal. */
export function parseTimeOffsets(text: string): { monotonic?: string; boottime?: string } {
  const offset = (clock: string) => {
    const match = new RegExp(`^${clock}\\s+(-?\\d+)\\s+(\\d+)$`, 'm').exec(text);
    return match ? (BigInt(match[1] ?? 0) * 1_000_000_000n + BigInt(match[2] ?? 0)).toString() : undefined;
  };
  const monotonic = offset('monotonic');
  const boottime = offset('boottime');
  return { ...(monotonic !== undefined && { monotonic }), ...(boottime !== undefined && { boottime }) };
}
