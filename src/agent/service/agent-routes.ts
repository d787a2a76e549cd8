import { USAGE_FILES } from '../../model/cgroup/usage.ts';
import { compareMounts } from '../../model/mount.ts';
import { readCaptureParams } from '../../protocol/capture.ts';
import type { EnvironmentProgressParams } from '../../protocol/environment.ts';
import type { TestedParams } from '../../protocol/expectation.ts';
import { readExplainParams } from '../../protocol/path.ts';
import {
  CompareMounts,
  DescribeOperation,
  Diagnose,
  ExecuteOperation,
  ExplainPath,
  InspectNamespace,
  InspectNetwork,
  KeepOperation,
  ListInterrupted,
  ListJournal,
  ListLimitEvents,
  ListMounts,
  PreviewOperation,
  ReadCapture,
  ReadCgroupFiles,
  ReadCgroups,
  ReadCgroupUses,
  ReadCommandLine,
  ReadCounters,
  ReadHostFacts,
  ReadThreads,
  ReadTop,
  Refresh,
  SetAttention,
  StartCapture,
  StopCapture,
  UndoOperation,
  WatchGroups,
  WatchTopology,
} from '../../protocol/protocol.ts';
import { readTopParams } from '../../protocol/top.ts';
import { Captures } from '../capture/captures.ts';
import { CgroupInside } from '../discover/cgroup-inside.ts';
import { CgroupValuesReader } from '../discover/cgroup-values.ts';
import type { Discovery } from '../discover/discovery.ts';
import { HostFactsReader } from '../discover/facts/host-facts.ts';
import { NetworkInspector } from '../discover/network/inside/network-inspector.ts';
import { inSlices } from '../discover/slices.ts';
import type { Environments } from '../environment/environments.ts';
import { Expectations } from '../expectation/expectations.ts';
import { stateDir } from '../run/json-lines.ts';
import { Networks } from '../run/link/networks.ts';
import type { Runner } from '../run/runner.ts';
import { diagnose } from './diagnose.ts';
import { environmentRoutes } from './environment-routes.ts';
import { expectationRoutes } from './expectation-routes.ts';
import type { LimitEvents } from './limit-events.ts';
import type { Live } from './live.ts';
import {
  attentionParams,
  captureParams,
  entryParams,
  groupParams,
  groupsParams,
  namespaceParams,
  namespacesParams,
  noParams,
  operationParams,
  pairParams,
  params,
  processParams,
  refreshParams,
  watchingParams,
} from './params.ts';
import { PathExplainer } from './path-explainer.ts';
import { type Routes, route } from './routes.ts';
import { Top } from './top.ts';
import { readCounters } from './topology-counters.ts';
import type { TopologyWatch } from './topology-watch.ts';

export interface AgentParts {
  readonly discovery: Discovery;
  readonly live: Live;
  readonly limits: LimitEvents;
  readonly topology: TopologyWatch;
  readonly runner: Runner;
  readonly environments: Environments;
  readonly send: (progress: EnvironmentProgressParams) => void;
  readonly sendTested: (told: TestedParams) => void;
  readonly build: string;
}

/** Everything that a client may ask for after the handshake. */
export function agentRoutes({
  discovery,
  live,
  limits,
  topology,
  runner,
  environments,
  send,
  sendTested,
  build,
}: AgentParts): Routes {
  const facts = new HostFactsReader();
  const values = new CgroupValuesReader();
  const inside = new CgroupInside();
  const top = new Top();
  const networks = new NetworkInspector(discovery);
  const captures = new Captures(new Networks(discovery));
  const paths = new PathExplainer(discovery, (namespace) => networks.inspect(namespace));
  const expectations = new Expectations({
    environments,
    discovery,
    stateDir: stateDir(),
    explain: (question) => paths.explain({ question, probe: true }),
    listening: (namespace) => networks.listening(namespace),
  });
  /** After an act its client sees the effect without waiting for a poll. */
  const acting = async <T>(act: Promise<T>): Promise<T> => {
    try {
      return await act;
    } finally {
      live.changed('changed');
    }
  };
  return new Map([
    route(SetAttention, attentionParams, ({ attention }) => {
      live.setAttention(attention);
      return null;
    }),
    route(Refresh, refreshParams, async ({ rescan }) => {
      await live.refresh(rescan);
      return null;
    }),
    route(InspectNamespace, namespaceParams, ({ namespace }) => discovery.inspect(namespace)),
    route(ListMounts, namespaceParams, ({ namespace }) => discovery.mounts(namespace)),
    route(CompareMounts, pairParams, async ({ a, b }) => {
      return compareMounts(await discovery.mounts(a), await discovery.mounts(b));
    }),
    route(WatchTopology, watchingParams, ({ watching }) => {
      topology.setWatching(watching);
      return null;
    }),
    route(InspectNetwork, namespaceParams, ({ namespace }) => networks.inspect(namespace)),
    route(ExplainPath, params(readExplainParams), (params) => paths.explain(params)),
    route(StartCapture, params(readCaptureParams), (params) => captures.start(params)),
    route(ReadCapture, captureParams, ({ capture }) => captures.read(capture)),
    route(StopCapture, captureParams, ({ capture }) => {
      captures.stop(capture);
      return null;
    }),
    route(ReadCounters, namespacesParams, ({ namespaces }) => readCounters(discovery, namespaces)),
    route(ReadCommandLine, processParams, ({ process }) => discovery.commandLine(process)),
    route(ReadCgroups, groupsParams, ({ groups }) =>
      inSlices(values.readAll(groups, discovery.current?.hierarchies ?? [])),
    ),
    route(ReadCgroupUses, groupsParams, ({ groups }) =>
      inSlices(values.readAll(groups, discovery.current?.hierarchies ?? [], USAGE_FILES)),
    ),
    route(ReadTop, params(readTopParams), (params) => top.read(params)),
    route(ReadThreads, groupParams, ({ group }) =>
      inSlices(inside.threads(group, discovery.current?.hierarchies ?? [])),
    ),
    route(ReadCgroupFiles, groupParams, ({ group }) =>
      inSlices(inside.files(group, discovery.current?.hierarchies ?? [])),
    ),
    route(WatchGroups, groupsParams, ({ groups }) => {
      limits.watch(groups);
      return null;
    }),
    route(ListLimitEvents, noParams, () => ({
      events: limits.history(),
      ...(limits.logErrno !== undefined && { logErrno: limits.logErrno }),
    })),
    route(ReadHostFacts, noParams, () => facts.read()),
    route(DescribeOperation, operationParams, ({ operation }) => runner.describe(operation)),
    route(PreviewOperation, operationParams, ({ operation }) => runner.preview(operation)),
    route(ExecuteOperation, operationParams, ({ operation }) => acting(runner.execute(operation))),
    route(UndoOperation, entryParams, ({ entry }) => acting(runner.undo(entry))),
    route(ListInterrupted, noParams, () => runner.interruptedChanges()),
    route(KeepOperation, entryParams, ({ entry }) => runner.keep(entry)),
    ...environmentRoutes({ environments, send, acting }),
    ...expectationRoutes(expectations, sendTested),
    route(ListJournal, noParams, () => runner.journal()),
    route(Diagnose, noParams, () => diagnose(build, discovery.current, live.cost)),
  ]);
}
