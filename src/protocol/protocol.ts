import type { CgroupId } from '../model/cgroup/cgroup.ts';
import type { GroupFile } from '../model/cgroup/file-facts.ts';
import type { LimitEvent } from '../model/cgroup/limit-event.ts';
import type { Thread } from '../model/cgroup/thread.ts';
import type { CgroupValues } from '../model/cgroup/values.ts';
import type { SnapshotDelta } from '../model/delta.ts';
import type { Enter } from '../model/enter/enter.ts';
import type { Plan } from '../model/environment/plan.ts';
import type { EnvironmentStatus } from '../model/environment/status.ts';
import type { Mount, MountDifference } from '../model/mount.ts';
import type { Inside, NamespaceId } from '../model/namespace.ts';
import type { NetworkInside } from '../model/network/network-inside.ts';
import type { TopologyChange, TopologyCounters } from '../model/network/topology.ts';
import type { InterruptedChange, JournalEntry } from '../model/operation/journal.ts';
import type { Description, Operation } from '../model/operation/operation.ts';
import type { ProcessId } from '../model/process.ts';
import type { HostFacts } from '../model/spec/host-facts.ts';
import type { CaptureParams, CapturePart } from './capture.ts';
import type { ContainerLog, Declared, EnvironmentProgressParams, LogParams, RemovalParams } from './environment.ts';
import type { Tested, TestedParams, TestParams } from './expectation.ts';
import type { Explained, ExplainParams } from './path.ts';
import type { OpenTerminalParams, TerminalEnd, TerminalId, TerminalSize, TerminalText } from './terminal.ts';
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
/**
 * Begins or ends to tell of all network namespaces. What there is comes as {@link TopologyChanged}, the first part with `first`;
 * watching again tells all of it again.
 */
export const WatchTopology = request<{ readonly watching: boolean }, null>('topology/watch');
/** Agent to client: what changed, gathered for 50 ms, in parts where it is much. */
export const TopologyChanged = notification<TopologyChange>('topology/changed');
/** What of a network namespace is read only when somebody looks. Errors `gone`, `denied`. */
export const InspectNetwork = request<{ readonly namespace: NamespaceId }, NetworkInside>('topology/inspect');
/** Counters of all links of up to 2,000 network namespaces. */
export const ReadCounters = request<{ readonly namespaces: readonly NamespaceId[] }, TopologyCounters>(
  'topology/counters',
);
/** Whether one end reaches another, computed and, if wanted, proved by a real packet. Errors `gone`, `denied`, `unsupported`. */
export const ExplainPath = request<ExplainParams, Explained>('topology/explain');
/** Captures the packets of a link; what comes is read part by part. Errors `gone`, `denied`, `unsupported`, `busy`, `failed`. */
export const StartCapture = request<CaptureParams, { readonly capture: string }>('capture/start');
/** What came since the part before; waits up to a second for something. Error `gone` after its end. */
export const ReadCapture = request<{ readonly capture: string }, CapturePart>('capture/read');
/** Ends it; what it has is still read. */
export const StopCapture = request<{ readonly capture: string }, null>('capture/stop');
/** The command line of a process, uncut up to 1 MiB, each argument raw. */
export const ReadCommandLine = request<{ readonly process: ProcessId }, readonly string[]>('process/commandLine');
/** What groups use now; one that is gone says so. */
export const ReadCgroups = request<{ readonly groups: readonly CgroupId[] }, readonly CgroupValues[]>('cgroups/read');
/** The same, but only what one line tells of each (`usageWords`): it is asked again and again. */
export const ReadCgroupUses = request<{ readonly groups: readonly CgroupId[] }, readonly CgroupValues[]>(
  'cgroups/uses',
);
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
/** The same while a person types: the groups in question are read, the rest of the host is what was seen last. */
export const PreviewOperation = request<{ readonly operation: Operation }, Description>('operation/preview');
/** Describes again, refuses or executes, journals. Refusals are error `refused` with the refusals as data. */
export const ExecuteOperation = request<{ readonly operation: Operation }, JournalEntry>('operation/execute');
/** Undoes a journal entry, also one that was interrupted. */
export const UndoOperation = request<{ readonly entry: string }, JournalEntry>('operation/undo');
/** What an earlier agent began and did not end, of this boot: half done, perhaps. */
export const ListInterrupted = request<null, readonly InterruptedChange[]>('operation/interrupted');
/** Leaves what was interrupted as it is: it is not told again. */
export const KeepOperation = request<{ readonly entry: string }, JournalEntry>('operation/keep');
/** What must be done so that the host is as declared. Writes nothing. Errors `unsupported`. */
export const PlanEnvironment = request<{ readonly declared: Declared }, Plan>('environment/plan');
/** Does it, after waiting for who is at work on the same environment. Errors `refused`, `failed`, `denied`, `cancelled`. */
export const RaiseEnvironment = request<{ readonly declared: Declared; readonly graceMs: number }, Plan>(
  'environment/up',
);
/** The same from nothing, as a script for a POSIX shell with `up` and `down`. Errors `unsupported`. */
export const ExportScript = request<{ readonly declared: Declared }, string>('environment/script');
/** What must be done so that nothing of it is left. */
export const PlanRemoval = request<{ readonly environment: string; readonly orphans: boolean }, Plan>(
  'environment/planDown',
);
/** Removes what was made of it; `orphans`: also what only its marks tell. Errors as above. */
export const RemoveEnvironment = request<RemovalParams, Plan>('environment/down');
/** Gives up what is being done to an environment: what was made is taken back, and its request fails with `cancelled`. */
export const CancelEnvironment = request<{ readonly environment: string }, null>('environment/cancel');
/** How what is declared is. */
export const ReadEnvironment = request<{ readonly declared: Declared }, EnvironmentStatus>('environment/status');
/** How everything is that was made, whatever its files say now. */
export const ListEnvironments = request<null, readonly EnvironmentStatus[]>('environment/list');
/** What a container wrote, from a byte of all that it ever wrote on; what is too old is left out. */
export const ReadContainerLog = request<LogParams, ContainerLog>('environment/log');
/** Tests expectations of an environment that is up, and tells of each when it is decided. Error `gone` when it is down. */
export const TestEnvironment = request<TestParams, readonly Tested[]>('environment/test');
/** Gives a run of tests up: its request is answered with what was decided. */
export const CancelTest = request<{ readonly run: string }, null>('environment/cancelTest');
/** Agent to client: how far an up or down is. */
export const EnvironmentProgress = notification<EnvironmentProgressParams>('environment/progress');
/** An expectation is decided. */
export const ExpectationTested = notification<TestedParams>('environment/tested');
export const ListJournal = request<null, readonly JournalEntry[]>('journal/list');
/** What would be run, and why that would be refused: runs nothing. */
export const DescribeEnter = request<{ readonly enter: Enter }, Description>('terminal/describe');
/** Runs a program in a terminal of its own. Errors `refused`, `gone`, `denied`, `busy` when too many are open. */
export const OpenTerminal = request<OpenTerminalParams, { readonly process: ProcessId }>('terminal/open');
/** Ends a terminal and all that was started in it: SIGHUP, and SIGKILL a second later. */
export const CloseTerminal = request<{ readonly terminal: TerminalId }, null>('terminal/close');
/** Client to agent: what is typed. Like all that is told of a terminal that has ended meanwhile, it is left out then. */
export const WriteTerminal = notification<TerminalText>('terminal/write');
export const ResizeTerminal = notification<{ readonly terminal: TerminalId; readonly size: TerminalSize }>(
  'terminal/resize',
);
/** Client to agent: that much of what a terminal wrote has been shown, in UTF-16 units. */
export const AcknowledgeTerminal = notification<{ readonly terminal: TerminalId; readonly count: number }>(
  'terminal/acknowledge',
);
/** Agent to client: what a terminal writes, whole characters. */
export const TerminalWrote = notification<TerminalText>('terminal/wrote');
/** Agent to client, once, after all that it wrote. */
export const TerminalEnded = notification<TerminalEnd>('terminal/ended');
/** Facts for "copy diagnostics": text for a person, nothing secret. */
export const Diagnose = request<null, readonly string[]>('agent/diagnose');
