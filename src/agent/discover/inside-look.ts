import type { Inside, NamespaceKind } from '../../model/namespace.ts';
import { listDetached } from '../kernel/detached-mount.ts';
import { SyscallError } from '../kernel/errno.ts';
import type { Proc } from '../kernel/proc.ts';

/** Interfaces that a `net/dev` file below /proc lists (proc_pid_net(5)): a line each after two of headings. */
export function countLinks(proc: Proc, path: string): number | undefined {
  const text = proc.records(path);
  return text === undefined ? undefined : Math.max(0, text.split('\n').length - 3);
}

/** Objects of a `/proc/sysvipc` file: a line each after one of headings (sysvipc(7)). */
function countSysv(proc: Proc, name: string): number | undefined {
  const text = proc.records(`sysvipc/${name}`);
  return text === undefined ? undefined : Math.max(0, text.split('\n').length - 2);
}

/** POSIX message queues (mq_overview(7)); undefined where the kernel or the rights do not allow to list them. */
function countPosixQueues(): number | undefined {
  try {
    return listDetached('mqueue').length;
  } catch (error) {
    if (error instanceof SyscallError) return undefined;
    throw error;
  }
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as ReturnType<
    typeof withoutUndefined<T>
  >;
}

/** What the calling process sees inside its own namespace of a kind; undefined for kinds that are read otherwise. */
export function lookAround(proc: Proc, kind: NamespaceKind): Inside | undefined {
  switch (kind) {
    case 'uts': {
      const nodename = proc.file('sys/kernel/hostname')?.trimEnd();
      const domainname = proc.file('sys/kernel/domainname')?.trimEnd();
      return withoutUndefined({ kind, nodename, domainname });
    }
    case 'ipc': {
      const [queues, semaphoreSets, segments] = ['msg', 'sem', 'shm'].map((name) => countSysv(proc, name));
      return withoutUndefined({ kind, queues, semaphoreSets, segments, posixQueues: countPosixQueues() });
    }
    case 'net':
      return withoutUndefined({ kind, links: countLinks(proc, 'self/net/dev') });
    default:
      return undefined;
  }
}
