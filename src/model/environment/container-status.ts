/**
 * What the supervisor of a container knows of it: it writes it into `status.json` in the directory of the container, by
 * rename, at every change.
 */
export interface ContainerStatus {
  /**
   * `created`: process 1 waits; `running`: it executes the command; `exited`: it has ended; `failed`: it could not be made,
   * `error` says why.
   */
  readonly state: 'created' | 'running' | 'exited' | 'failed';
  /** Process 1 of the container, as the host counts, with its start time in ticks after boot (proc_pid_stat(5), field 22). */
  readonly pid?: number;
  readonly startTime?: number;
  /** The supervisor. */
  readonly supervisor: number;
  readonly supervisorStartTime: number;
  /** Exit status 0 to 255, or the name of the signal that ended it: `SIGKILL`. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** The kernel killed something in its group for memory. */
  readonly oomKilled?: boolean;
  /** Milliseconds since the Epoch. */
  readonly startedAt?: number;
  readonly exitedAt?: number;
  /** What went wrong, as the tool said it. Raw text. */
  readonly error?: string;
}
