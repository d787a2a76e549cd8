import type { CgroupId } from '../model/cgroup/cgroup.ts';
import type { GroupFile } from '../model/cgroup/file-facts.ts';
import type { LimitEvent } from '../model/cgroup/limit-event.ts';
import type { Thread } from '../model/cgroup/thread.ts';
import type { CgroupValues } from '../model/cgroup/values.ts';
import type { SnapshotDelta } from '../model/delta.ts';
import type { Mount, MountDifference } from '../model/mount.ts';
import type { Inside, NamespaceId } from '../model/namespace.ts';
import type { JournalEntry } from '../model/operation/journal.ts';
import type { Description, Operation } from '../model/operation/operation.ts';
import type { ProcessId } from '../model/process.ts';
import type { HostFacts } from '../model/spec/host-facts.ts';
import type { TopParams, TopReading } from './top.ts';

/** Changes with every incompatible change of this file. */
export const PROTOCOL_VERSION = 1;

/** One request: its method name carries the types of parameters and result. */
export interface Request<P, R> {
  readonly method: string;
  readonly _types?: (params: P) => R;
}

/** One notification. */
export interface Notification<P> {
  readonly method: string;
  readonly _types?: (params: P) => void;
}

function request<P, R>(method: string): Request<P, R> {
  return { method };
}

function notification<P>(method: string): Notification<P> {
  return { method };
}

export interface InitializeParams {
  readonly protocol: number;
  /** Build of the client; the two must be equal. */
  readonly build: string;
}

export interface InitializeResult {
  readonly protocol: number;
  readonly build: string;
  readonly pid: number;
}

/** How closely somebody looks: decides how often the agent polls. */
export type Attention = 'focused' | 'visible' | 'hidden';

/** Client to agent, first message. Refused with `version-mismatch` when protocol or build differ. */
export const Initialize = request<InitializeParams, InitializeResult>('initialize');
/** Heartbeat: answered at once. Without one for a minute the agent exits. */
export const Ping = request<null, null>('ping');
/** Sets the attention; from `hidden` to another it scans at once. */
export const SetAttention = request<{ readonly attention: Attention }, null>('live/setAttention');
/** Sends the whole snapshot again as deltas from 0, after a scan if `rescan`. */
export const Refresh = request<{ readonly rescan: boolean }, null>('live/refresh');
/** Agent to client: what changed. At most 4 a second after the first. */
export const SnapshotChanged = notification<SnapshotDelta>('live/snapshotChanged');
/** Looks inside a namespace now. */
export const InspectNamespace = request<{ readonly namespace: NamespaceId }, Inside>('namespace/inspect');
/** Mounts of a mount namespace, over-mounted ones included. */
export const ListMounts = request<{ readonly namespace: NamespaceId }, readonly Mount[]>('mounts/list');
/** What differs between the mounts of two mount namespaces. */
export const CompareMounts = request<{ readonly a: NamespaceId; readonly b: NamespaceId }, MountDifference>(
  'mounts/compare',
);
/** The command line of a process, uncut up to 1 MiB, each argument raw. */
export const ReadCommandLine = request<{ readonly process: ProcessId }, readonly string[]>('process/commandLine');
/** What groups use now; one that is gone says so. */
export const ReadCgroups = request<{ readonly groups: readonly CgroupId[] }, readonly CgroupValues[]>('cgroups/read');
/** What all groups use: goes on with a pass over them, or begins one, and tells what changed since the answer before. */
export const ReadTop = request<TopParams, TopReading>('cgroups/top');
/** Threads of a group without main threads. Error `gone` when it is not there. */
export const ReadThreads = request<{ readonly group: CgroupId }, readonly Thread[]>('cgroups/threads');
/** Every file of a group with what it says now, by name. Error `gone` when it is not there. */
export const ReadCgroupFiles = request<{ readonly group: CgroupId }, readonly GroupFile[]>('cgroups/files');
/** Agent to client: limits made themselves felt, each told once. */
export const LimitsReached = notification<readonly LimitEvent[]>('limits/reached');
/** What is known of that, oldest first, also of groups that are gone; `logErrno`: why the kernel log tells nothing. */
export const ListLimitEvents = request<null, { readonly events: readonly LimitEvent[]; readonly logErrno?: string }>(
  'limits/list',
);
/** Sets the groups that are watched closely, up to 2,000. */
export const WatchGroups = request<{ readonly groups: readonly CgroupId[] }, null>('limits/watch');
/** What the checks of a spec may know of this host, as it is now; versions of tools are those of the first request. */
export const ReadHostFacts = request<null, HostFacts>('host/facts');
/** Describes without doing: makes no call that writes. */
export const DescribeOperation = request<{ readonly operation: Operation }, Description>('operation/describe');
/** Describes again, refuses or executes, journals. Refusals are error `refused` with the refusals as data. */
export const ExecuteOperation = request<{ readonly operation: Operation }, JournalEntry>('operation/execute');
/** Undoes a journal entry, also one that was interrupted. */
export const UndoOperation = request<{ readonly entry: string }, JournalEntry>('operation/undo');
/** What an earlier agent began and did not end, of this boot: half done, perhaps. */
export const ListInterrupted = request<null, readonly JournalEntry[]>('operation/interrupted');
/** Leaves what was interrupted as it is: it is not told again. */
export const KeepOperation = request<{ readonly entry: string }, JournalEntry>('operation/keep');
export const ListJournal = request<null, readonly JournalEntry[]>('journal/list');
/** Facts for "copy diagnostics": text for a person, nothing secret. */
export const Diagnose = request<null, readonly string[]>('agent/diagnose');
