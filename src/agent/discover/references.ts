import { NAMESPACE_KINDS, type NamespaceKind, type Pin, parseKernelName } from '../../model/namespace.ts';
import type { ProcessId } from '../../model/process.ts';
import { SyscallError } from '../kernel/errno.ts';
import { close, open } from '../kernel/fd.ts';
import { openNamespaceById } from '../kernel/listns.ts';
import { nsGetId, nsInode } from '../kernel/nsfs.ts';
import { pidfdGetfd, pidfdOpen } from '../kernel/pidfd.ts';
import type { Proc } from '../kernel/proc.ts';
import { openSocketNamespace, siocgskns } from '../kernel/socket.ts';
import type { Problems } from './problems.ts';
import { linkInode, type NamespaceLinks, type ProcessReader } from './process-reader.ts';

/** A pin together with the namespace it holds. */
export interface Reference {
  readonly kind: NamespaceKind;
  readonly inode: number;
  readonly pin: Pin;
  readonly way: Way;
}

/** How to open a namespace: a path, a socket of a process, or its never-reused id. */
export type Way = string | { readonly pid: number; readonly fd: number } | { readonly nsid: string };

/** @throws SyscallError */
function openWay(way: Way): number {
  if (typeof way === 'string') return open(way);
  return 'nsid' in way ? openNamespaceById(way.nsid) : openSocketNamespace(way.pid, way.fd);
}

/** The namespace that is meant. `nsid`: its never-reused id, where the kernel has one and it is known. */
export interface Identity {
  readonly inode: number;
  readonly nsid?: string | undefined;
}

/**
 * Whether a descriptor of a namespace is of the one that was meant. Inode numbers are used again, also for the next
 * namespace of the same name: where the kernel numbers namespaces for good, that number decides.
 */
export function isNamespace(fd: number, { inode, nsid }: Identity): boolean {
  return nsInode(fd) === inode && (nsid === undefined || nsGetId(fd) === nsid);
}

/**
 * A descriptor of a namespace, through the first way that still leads to it: processes move to others, and numbers of processes,
 * descriptors and namespaces are given again. ESTALE: it leads elsewhere now. The caller closes it.
 * @returns undefined when none does
 */
export function openFirst(
  identity: Identity,
  ways: readonly Way[],
  onFail?: (way: string, errno: string) => void,
): number | undefined {
  for (const way of ways) {
    try {
      const fd = openWay(way);
      if (isNamespace(fd, identity)) return fd;
      close(fd);
      onFail?.(JSON.stringify(way), 'ESTALE');
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      onFail?.(JSON.stringify(way), error.errno);
    }
  }
  return undefined;
}

/** So many threads, descriptors or sockets are read at once: some processes have tens of thousands. */
const PIECE = 64;

interface Task {
  readonly pid: number;
  readonly id: ProcessId;
  readonly links: NamespaceLinks;
}

/** Finds what else a process holds: by its threads, for its children, by descriptors and by sockets. */
export class ReferenceReader {
  readonly #proc: Proc;
  readonly #reader: ProcessReader;
  /** Socket inode to network namespace inode: a socket never changes its namespace. */
  #sockets = new Map<number, number>();

  constructor(proc: Proc, reader: ProcessReader) {
    this.#proc = proc;
    this.#reader = reader;
  }

  /** All references of a process, besides the membership of its main thread. Yields where there are many. */
  *read(task: Task, threads: number, problems: Problems): Generator<void, Reference[]> {
    const found = this.#forChildren(task);
    if (threads > 1) yield* this.#threads(task, found);
    yield* this.#descriptors(task, found, problems);
    return found;
  }

  /** Forgets sockets at times, as their numbers are reused after long. */
  forgetSockets(): void {
    this.#sockets = new Map();
  }

  *#threads(task: Task, found: Reference[]): Generator<void> {
    let count = 0;
    for (const name of this.#proc.list(`${task.pid}/task`) ?? []) {
      if (++count % PIECE === 0) yield;
      const tid = Number(name);
      const links = tid === task.pid ? undefined : this.#reader.links(`${task.pid}/task/${name}`);
      // The same combination is the same object: nothing differs.
      if (!links || links === task.links) continue;
      const comm = this.#proc.file(`${task.pid}/task/${name}/comm`)?.trimEnd() ?? '';
      for (const kind of NAMESPACE_KINDS) {
        const inode = links[kind];
        if (inode === undefined || inode === task.links[kind]) continue;
        const path = `/proc/${task.pid}/task/${name}/ns/${kind}`;
        found.push({ kind, inode, pin: { kind: 'thread', process: task.id, tid, comm }, way: path });
      }
    }
  }

  #forChildren(task: Task): Reference[] {
    const found: Reference[] = [];
    for (const kind of ['pid', 'time'] as const) {
      const link = this.#proc.link(`${task.pid}/ns/${kind}_for_children`);
      if (!link) continue;
      const inode = linkInode(link);
      if (inode === task.links[kind] || !(inode > 0)) continue;
      const path = `/proc/${task.pid}/ns/${kind}_for_children`;
      found.push({ kind, inode, pin: { kind: 'for_children', process: task.id }, way: path });
    }
    return found;
  }

  *#descriptors(task: Task, found: Reference[], problems: Problems): Generator<void> {
    const names = this.#proc.numbers(`${task.pid}/fd`);
    if (!names) {
      problems.add('readdir of fd', this.#proc.errno, `/proc/${task.pid}/fd`);
      return;
    }
    const sockets: [number, number][] = [];
    let count = 0;
    for (const name of names) {
      if (++count % PIECE === 0) yield;
      const link = this.#proc.link(`${task.pid}/fd/${name}`);
      if (!link?.endsWith(']')) continue;
      if (link.startsWith('socket:[')) {
        sockets.push([name, linkInode(link)]);
        continue;
      }
      const ns = parseKernelName(link);
      if (!ns) continue;
      found.push({
        ...ns,
        pin: { kind: 'fd', process: task.id, fd: name },
        way: `/proc/${task.pid}/fd/${name}`,
      });
    }
    // The agent's own are there to look at others (network-events.ts).
    if (sockets.length > 0 && task.pid !== process.pid) yield* this.#socketReferences(task, sockets, found, problems);
  }

  *#socketReferences(
    task: Task,
    sockets: readonly [number, number][],
    found: Reference[],
    problems: Problems,
  ): Generator<void> {
    const unknown = sockets.filter(([, inode]) => !this.#sockets.has(inode));
    for (let from = 0; from < unknown.length; from += PIECE) {
      this.#lookUp(task.pid, unknown.slice(from, from + PIECE), problems);
      if (unknown.length > PIECE) yield;
    }
    for (const [fd, socket] of sockets) {
      const inode = this.#sockets.get(socket);
      if (inode === undefined || inode === 0 || inode === task.links.net) continue;
      found.push({
        kind: 'net',
        inode,
        pin: { kind: 'socket', process: task.id, fd, inode: socket },
        way: { pid: task.pid, fd },
      });
    }
  }

  /** Asks the kernel for the namespace of each socket through duplicates of the descriptors. */
  #lookUp(pid: number, sockets: readonly [number, number][], problems: Problems): void {
    const asking = (work: () => void, subject: string) => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof SyscallError)) throw error;
        problems.add(error.call, error.errno === 'EBADF' ? 'ENOENT' : error.errno, subject);
      }
    };
    asking(() => {
      const pidfd = pidfdOpen(pid);
      for (const [fd, inode] of sockets) {
        asking(() => this.#sockets.set(inode, socketNamespace(pidfd, fd)), `/proc/${pid}/fd/${fd}`);
      }
      close(pidfd);
    }, `/proc/${pid}/fd`);
  }
}

/** Inode of the network namespace of another process's socket; 0 for a socket that belongs to none. @throws SyscallError */
function socketNamespace(pidfd: number, fd: number): number {
  const socket = pidfdGetfd(pidfd, fd);
  try {
    const ns = siocgskns(socket);
    const inode = nsInode(ns);
    close(ns);
    return inode;
  } catch (error) {
    if (error instanceof SyscallError && error.errno === 'ENOTTY') return 0;
    throw error;
  } finally {
    close(socket);
  }
}
