import type { ContainerId } from './container.ts';
import type { NamespaceId, NamespaceKind } from './namespace.ts';

/** Identity of a process within one host: `1234-56789`, pid and start time, so that a reused pid is another process. */
export type ProcessId = string;

export interface Process {
  readonly id: ProcessId;
  readonly pid: number;
  readonly ppid: number;
  /** Start time in clock ticks after boot (field 22 of `/proc/PID/stat`, proc_pid_stat(5)). */
  readonly startTime: number;
  /** Effective uid, as ps(1) and lsns(8) show it. */
  readonly uid: number;
  /** User name of `uid` in the agent's `/etc/passwd`, where it has one. */
  readonly user?: string;
  /** Name of the main thread, up to 15 bytes. Raw text: any byte, invalid UTF-8 as U+FFFD. */
  readonly comm: string;
  /** Command line, cut at {@link ARGV_LIMIT} bytes in all; empty for a kernel thread or where it cannot be read. Raw text. */
  readonly argv: readonly string[];
  /** The pid in each pid namespace from the agent's inwards (NSpid of `/proc/PID/status`); one element without nesting. */
  readonly nspid: readonly number[];
  /** Number of threads. */
  readonly threads: number;
  readonly state: ProcessState;
  /** A kind is missing where `/proc/PID/ns` was not readable. */
  readonly namespaces: Readonly<Partial<Record<NamespaceKind, NamespaceId>>>;
  /** Its group in each hierarchy (cgroups(7)). */
  readonly cgroups: readonly CgroupMembership[];
  readonly container?: ContainerId;
  /** Number of the terminal of this agent that it was started in, or that what started it was. */
  readonly terminal?: number;
}

/** `stopped` by a signal or tracer (T, t of `/proc/PID/stat`), `zombie` (Z, X): ended but not waited for; else `alive`. */
export type ProcessState = 'alive' | 'stopped' | 'zombie';

/** One line of `/proc/PID/cgroup`. */
export interface CgroupMembership {
  /** 0 for v2. */
  readonly hierarchy: number;
  /** `cpu,cpuacct`, `name=systemd`, or `''` for v2. */
  readonly controllers: string;
  /** Path of the group, relative to the reader's cgroup namespace root. Raw text. */
  readonly path: string;
}

/** At most this many bytes of a command line are kept. */
export const ARGV_LIMIT = 4096;

export function processId(pid: number, startTime: number): ProcessId {
  return `${pid}-${startTime}`;
}

/** The pid and start time in a {@link ProcessId}; undefined for text of another form. */
export function parseProcessId(id: string): { pid: number; startTime: number } | undefined {
  const match = /^(\d+)-(\d+)$/.exec(id);
  return match ? { pid: Number(match[1]), startTime: Number(match[2]) } : undefined;
}

/** The command line, or `[comm]` for a kernel thread, on one line. Still raw text. */
export function commandLine(process: Pick<Process, 'argv' | 'comm'>): string {
  return process.argv.length > 0 ? process.argv.join(' ') : `[${process.comm}]`;
}
