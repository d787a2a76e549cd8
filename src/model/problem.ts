/** Something that could not be read. Discovery does not fail, it reports these. */
export interface Problem {
  /** What was being read: `/proc/1/ns`, `mountinfo of mnt:[…]`. Raw text. */
  readonly subject: string;
  /** The system call or step that failed. */
  readonly call: string;
  /** Name of the errno: `EACCES`. */
  readonly errno: string;
  /** How many subjects of this kind failed in the same way (this one is the first). */
  readonly count: number;
  /** What would help. */
  readonly remedy?: Remedy;
}

export type Remedy = 'root' | 'CAP_SYS_ADMIN' | 'CAP_SYS_PTRACE' | 'CAP_SYS_RESOURCE' | 'newer-kernel';

/** How much of the host the snapshot shows. */
export interface Completeness {
  /** Processes the agent saw in `/proc`. */
  readonly processes: number;
  /** Processes whose `/proc/PID/ns` it could not read: their namespaces are unknown. */
  readonly unreadable: number;
  /** `/proc` is mounted with hidepid or subset=pid: more processes exist than are listed. */
  readonly hidden: boolean;
}
