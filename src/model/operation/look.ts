import type { CgroupId } from '../cgroup/cgroup.ts';
import type { GroupState } from '../cgroup/group-state.ts';
import type { ThreadId } from '../cgroup/thread.ts';
import type { NamespaceId } from '../namespace.ts';
import type { Network } from '../network/network.ts';
import type { CgroupMembership, ProcessId } from '../process.ts';

/** What must be read of the host before an operation is described: what no snapshot holds. */
export interface Look {
  /** Groups, each with the files that matter. */
  readonly groups?: readonly GroupLook[];
  /** Groups whose processes matter, and those of the groups below: the snapshot then has them as they are now. */
  readonly members?: readonly CgroupId[];
  /** Processes that are looked at again: others may have moved them. */
  readonly processes?: readonly ProcessId[];
  /** Threads: no snapshot has them. */
  readonly threads?: readonly ThreadId[];
  /** Paths of device nodes. */
  readonly devices?: readonly string[];
  /** The directory that something is to be mounted on. */
  readonly directory?: string;
  /** Properties of a unit of systemd. */
  readonly unit?: UnitLook;
  /** Network namespaces whose links matter. */
  readonly networks?: readonly NamespaceId[];
  /** Whether the kernel has netem. */
  readonly netem?: true;
}

export interface GroupLook {
  readonly group: CgroupId;
  readonly files: readonly string[];
}

export interface UnitLook {
  readonly unit: string;
  /** The user whose manager has the unit; absent: that of the system. */
  readonly user?: number;
  /** Names as `systemctl show` has them. */
  readonly properties: readonly string[];
}

/** What was read, at the moment of the description. What is not there is missing. */
export interface Seen {
  /** Pid of the agent. */
  readonly agent: number;
  /** systemd runs this host (sd_booted(3)). */
  readonly systemd: boolean;
  readonly groups: Readonly<Record<CgroupId, GroupState>>;
  /** Threads that have not ended. */
  readonly threads?: Readonly<Record<ThreadId, ThreadState>>;
  /** `b 8:0` for `/dev/sda`. */
  readonly devices: Readonly<Record<string, string>>;
  /** Controllers that this kernel knows (`/proc/cgroups`), with the hierarchy that each is attached to. */
  readonly controllers: Readonly<Record<string, number>>;
  readonly directory?: DirectoryState;
  /** Lines of `systemctl show`, by name; several values of one name are several lines. */
  readonly properties?: Readonly<Record<string, readonly string[]>>;
  /** Those that could be read. */
  readonly networks?: Readonly<Record<NamespaceId, Network>>;
  /** Whether the kernel has netem; absent where that is not known. */
  readonly netem?: boolean;
}

/** A thread as it is now. */
export interface ThreadState {
  readonly tid: number;
  /** Of its process. */
  readonly pid: number;
  /** Raw text. */
  readonly comm: string;
  readonly cgroups: readonly CgroupMembership[];
}

/** A directory that something is to be mounted on. */
export interface DirectoryState {
  /** Its parent is a directory. */
  readonly parent: boolean;
  /** `unsafe`: it is a link or no directory, or another user could put another one in its place. */
  readonly state: 'missing' | 'empty' | 'full' | 'mounted' | 'unsafe';
}

/** Of a host where nothing was looked at. */
export const NOTHING_SEEN: Seen = { agent: 0, systemd: false, groups: {}, devices: {}, controllers: {} };
