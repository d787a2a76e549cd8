import { type Message, message } from '../../base/message.ts';
import { type CgroupId, pathOf } from './cgroup.ts';
import { roughSize } from './size.ts';

/** A limit that made itself felt. */
export interface LimitEvent {
  /** The same for the same event, whoever saw it. */
  readonly id: string;
  /**
   * `oom_kill`: a process was killed; `memory`, `memory.high`, `pids`: the limit was hit and the kernel held back; `cpu`: the
   * quota ran out; `emptied`: the last process left.
   */
  readonly kind: 'oom_kill' | 'memory' | 'memory.high' | 'pids' | 'cpu' | 'emptied';
  /** ms since the epoch. */
  readonly time: number;
  /** The group that it happened in; it may be gone. */
  readonly group: CgroupId;
  /** The group whose limit it was; absent when unknown, or when the whole host was short of memory. */
  readonly limited?: CgroupId;
  /** The limit and what was used then: bytes, tasks; of `cpu` CPUs. */
  readonly limit?: number;
  readonly usage?: number;
  /** How often, for what is counted. */
  readonly count?: number;
  readonly process?: KilledProcess;
  /** The kernel log says so: who, and by which limit. Without it only counters do. */
  readonly logged?: true;
}

export interface KilledProcess {
  readonly pid: number;
  /** Raw text. */
  readonly comm: string;
  readonly uid: number;
  /** Where the agent's `/etc/passwd` knows it. */
  readonly user?: string;
  /** Memory of its own that it held, in bytes. */
  readonly held?: number;
}

/** What happened, in a sentence; arguments are raw text. */
export function limitSentence(event: LimitEvent): Message {
  switch (event.kind) {
    case 'oom_kill':
      return event.process ? killed(event, event.process) : killedByCount(event);
    case 'memory':
      return counted(event, message('{0} reached its memory limit {1} times.', path(event.group), event.count ?? 1));
    case 'memory.high':
      return message('{0} went over memory.high {1} times and was slowed down.', path(event.group), event.count ?? 1);
    case 'pids':
      return event.limit === undefined
        ? message('{0} was refused a new task: the limit of tasks was reached.', path(event.group))
        : message('{0} was refused a new task: the limit of {1} tasks was reached.', path(event.group), event.limit);
    case 'cpu':
      return message('{0} had to wait: its CPU quota ran out in {1} periods.', path(event.group), event.count ?? 1);
    case 'emptied':
      return message('The last process left {0}.', path(event.group));
  }
}

function path(group: CgroupId): string {
  return pathOf(group);
}

function counted(event: LimitEvent, otherwise: Message): Message {
  if (event.limit === undefined) return otherwise;
  return message(
    '{0} reached its memory limit of {1} {2} times.',
    path(event.group),
    roughSize(event.limit),
    event.count ?? 1,
  );
}

/** `hog (pid 12, user dev) was killed in /small: the memory limit of /small, 10M, was reached. It held 9.8M.` */
function killed(event: LimitEvent, { pid, comm, uid, user, held }: KilledProcess): Message {
  const where = path(event.group);
  const who = user ?? String(uid);
  const kept = held === undefined ? '?' : roughSize(held);
  if (event.limited === undefined) {
    return message(
      '{0} (pid {1}, user {2}) was killed in {3} because the whole host was short of memory. It held {4}.',
      comm,
      pid,
      who,
      where,
      kept,
    );
  }
  return message(
    '{0} (pid {1}, user {2}) was killed in {3}: the memory limit of {4}, {5}, was reached. It held {6}.',
    comm,
    pid,
    who,
    where,
    path(event.limited),
    event.limit === undefined ? '?' : roughSize(event.limit),
    kept,
  );
}

function killedByCount({ group, count = 1 }: LimitEvent): Message {
  return count === 1
    ? message('A process was killed in {0}: a memory limit was reached.', path(group))
    : message('{1} processes were killed in {0}: a memory limit was reached.', path(group), count);
}
