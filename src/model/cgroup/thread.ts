import type { ProcessId } from '../process.ts';

/** Identity of a thread within one host: `1234-5678`, tid and start time, as a process has it. */
export type ThreadId = ProcessId;

/** A thread of a group that is not the main thread of its process. */
export interface Thread {
  readonly tid: number;
  /** Of its process. */
  readonly pid: number;
  /** Ticks since the boot (field 22 of stat, proc_pid_stat(5)). */
  readonly startTime: number;
  /** Raw text. */
  readonly comm: string;
}
