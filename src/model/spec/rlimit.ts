/** A limit of a process (getrlimit(2)). */
export interface Rlimit {
  /** `nofile`: the name of prlimit(1). */
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
}

export const RLIMITS: readonly Rlimit[] = [
  { name: 'as', unit: 'bytes', doc: 'address space' },
  { name: 'core', unit: 'bytes', doc: 'size of a core dump' },
  { name: 'cpu', unit: 's', doc: 'CPU time' },
  { name: 'data', unit: 'bytes', doc: 'data segment' },
  { name: 'fsize', unit: 'bytes', doc: 'size of a file that is written' },
  { name: 'locks', unit: 'locks', doc: 'locks of files (not used)' },
  { name: 'memlock', unit: 'bytes', doc: 'locked memory' },
  { name: 'msgqueue', unit: 'bytes', doc: 'POSIX message queues' },
  { name: 'nice', unit: '', doc: 'highest priority: 20 minus the nice value' },
  { name: 'nofile', unit: 'files', doc: 'open files' },
  { name: 'nproc', unit: 'processes', doc: 'processes and threads of the user' },
  { name: 'rss', unit: 'bytes', doc: 'resident memory (not used)' },
  { name: 'rtprio', unit: '', doc: 'highest real-time priority' },
  { name: 'rttime', unit: 'us', doc: 'CPU time of a real-time process without a pause' },
  { name: 'sigpending', unit: 'signals', doc: 'queued signals' },
  { name: 'stack', unit: 'bytes', doc: 'stack' },
];
