import type { ContainerId } from './container.ts';
import type { ProcessId } from './process.ts';

/** The eight kinds of namespace, in the order the interface shows them. Names are those of `/proc/PID/ns` (namespaces(7)). */
export const NAMESPACE_KINDS = ['pid', 'mnt', 'net', 'ipc', 'uts', 'user', 'cgroup', 'time'] as const;
export type NamespaceKind = (typeof NAMESPACE_KINDS)[number];

/** The clone(2) flag of each kind, as NS_GET_NSTYPE reports it. */
export const CLONE_FLAGS: Readonly<Record<NamespaceKind, number>> = {
  time: 0x00000080,
  mnt: 0x00020000,
  cgroup: 0x02000000,
  uts: 0x04000000,
  ipc: 0x08000000,
  user: 0x10000000,
  pid: 0x20000000,
  net: 0x40000000,
};

/** Fixed inode numbers of the initial namespaces (include/uapi/linux/nsfs.h); mnt and net only on recent kernels. */
export const INITIAL_INODES: Readonly<Record<NamespaceKind, number>> = {
  ipc: 0xefffffff,
  uts: 0xeffffffe,
  user: 0xeffffffd,
  pid: 0xeffffffc,
  cgroup: 0xeffffffb,
  time: 0xeffffffa,
  net: 0xeffffff9,
  mnt: 0xeffffff8,
};

/**
 * Identity of a namespace within one host: `net:[4026532200]` for an initial one, else with a suffix that
 * makes it survive reuse of the inode number: `net:[4026532200]#77` where 77 is its never-reused id
 * (ioctl NS_GET_ID), or `net:[4026532200]@1234-5678` named after what first made it known.
 */
export type NamespaceId = string;

export interface Namespace {
  readonly id: NamespaceId;
  readonly kind: NamespaceKind;
  /** Inode number on nsfs, the number in `net:[4026531840]`. */
  readonly inode: number;
  /** Never-reused 64-bit id in decimal (ioctl_nsfs(2) NS_GET_ID); absent on kernels without it. */
  readonly nsid?: string;
  readonly initial: boolean;
  /** Parent namespace: pid and user only; absent for the root, or where it cannot be read (NS_GET_PARENT). */
  readonly parent?: NamespaceId;
  /** Owning user namespace (NS_GET_USERNS). */
  readonly owner?: NamespaceId;
  /** For a user namespace: effective uid of its creator (NS_GET_OWNER_UID), seen from the agent's user namespace. */
  readonly ownerUid?: number;
  /** Name for a person: `ip netns` name, else nothing. Raw text of the system: escape before showing. */
  readonly name?: string;
  readonly container?: ContainerId;
  /** The process with the smallest pid among its members (what `lsns` calls PID); absent without a member. */
  readonly leader?: ProcessId;
  /** Number of processes whose main thread is a member (the NPROCS column of `lsns`). */
  readonly nprocs: number;
  /** What holds it besides its member processes, its child namespaces and what it owns; see `holders.ts` for all of them. */
  readonly pins: readonly Pin[];
  /** What is inside, as far as it was looked at; `undefined` means not looked at yet. */
  readonly inside?: Inside;
}

/** A reference to a namespace that is not the membership of a process's main thread. */
export type Pin =
  /** A thread that left its process's namespace (setns(2) or unshare(2) in one thread). */
  | { readonly kind: 'thread'; readonly process: ProcessId; readonly tid: number; readonly comm: string }
  /** `/proc/PID/ns/pid_for_children` or `time_for_children`: the next child is born there. */
  | { readonly kind: 'for_children'; readonly process: ProcessId }
  /** An open file descriptor on nsfs. */
  | { readonly kind: 'fd'; readonly process: ProcessId; readonly fd: number }
  /** A socket that belongs to the network namespace though its process does not (SIOCGSKNS). */
  | { readonly kind: 'socket'; readonly process: ProcessId; readonly fd: number; readonly inode: number }
  /** A bind mount of the nsfs file at `path` in mount namespace `mnt`, read through `process`. */
  | { readonly kind: 'mount'; readonly path: string; readonly mnt: NamespaceId; readonly process?: ProcessId }
  /** The kernel lists it (listns(2)) but nothing readable holds it. */
  | { readonly kind: 'unseen' };

/** One line of `/proc/PID/uid_map` or `gid_map` (user_namespaces(7)): ids `inside..` map to `outside..` for `count` ids. */
export interface IdMapRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** What is inside a namespace, by kind. Absent fields could not be read. Text is raw. */
export type Inside =
  | { readonly kind: 'uts'; readonly nodename?: string; readonly domainname?: string }
  | {
      readonly kind: 'user';
      readonly uidMap?: readonly IdMapRange[];
      readonly gidMap?: readonly IdMapRange[];
      /** `allow` or `deny`, from `/proc/PID/setgroups`. */
      readonly setgroups?: string;
    }
  /** Offsets to the initial clocks in nanoseconds as decimal text (time_namespaces(7)). */
  | { readonly kind: 'time'; readonly monotonic?: string; readonly boottime?: string }
  /** Depth below the initial pid namespace and the pid of the agent's view of its init (pid 1). */
  | { readonly kind: 'pid'; readonly depth: number; readonly init?: ProcessId }
  /** System V objects (`/proc/sysvipc`) and POSIX message queues. */
  | {
      readonly kind: 'ipc';
      readonly queues?: number;
      readonly semaphoreSets?: number;
      readonly segments?: number;
      readonly posixQueues?: number;
    }
  /** Number of mounts in the mount namespace, and the source and type of its root mount. */
  | { readonly kind: 'mnt'; readonly mounts?: number; readonly root?: string }
  /** Root of the cgroup namespace per hierarchy: controllers (`''` for v2) to path seen from the agent's cgroup namespace. */
  | { readonly kind: 'cgroup'; readonly roots?: Readonly<Record<string, string>> }
  /** Number of network interfaces, loopback included. */
  | { readonly kind: 'net'; readonly links?: number };

/** `net:[4026531840]`, the kernel's own spelling (readlink of `/proc/PID/ns/net`). */
export function kernelName(ns: Pick<Namespace, 'kind' | 'inode'>): string {
  return `${ns.kind}:[${ns.inode}]`;
}

export function isNamespaceKind(text: string): text is NamespaceKind {
  return (NAMESPACE_KINDS as readonly string[]).includes(text);
}

/** Kind and inode of `net:[4026531840]`; undefined for any other text. */
export function parseKernelName(text: string): { kind: NamespaceKind; inode: number } | undefined {
  const match = /^([a-z]+):\[(\d+)\]$/.exec(text);
  const kind = match?.[1];
  return kind && isNamespaceKind(kind) ? { kind, inode: Number(match[2]) } : undefined;
}
