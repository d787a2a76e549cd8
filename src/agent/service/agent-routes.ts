import { compareMounts } from '../../model/mount.ts';
import {
  CompareMounts,
  DescribeOperation,
  Diagnose,
  ExecuteOperation,
  InspectNamespace,
  KeepOperation,
  ListInterrupted,
  ListJournal,
  ListLimitEvents,
  ListMounts,
  ReadCgroupFiles,
  ReadCgroups,
  ReadCommandLine,
  ReadHostFacts,
  ReadThreads,
  ReadTop,
  Refresh,
  SetAttention,
  UndoOperation,
  WatchGroups,
} from '../../protocol/protocol.ts';
import { readTopParams } from '../../protocol/top.ts';
import { CgroupInside } from '../discover/cgroup-inside.ts';
import { CgroupValuesReader } from '../discover/cgroup-values.ts';
import type { Discovery } from '../discover/discovery.ts';
import { HostFactsReader } from '../discover/facts/host-facts.ts';
import { inSlices } from '../discover/slices.ts';
import type { Runner } from '../run/runner.ts';
import { diagnose } from './diagnose.ts';
import type { LimitEvents } from './limit-events.ts';
import type { Live } from './live.ts';
import {
  attentionParams,
  entryParams,
  groupParams,
  groupsParams,
  namespaceParams,
  noParams,
  operationParams,
  pairParams,
  processParams,
  refreshParams,
} from './params.ts';
import { type Routes, route } from './routes.ts';
import { Top } from './top.ts';

export interface AgentParts {
  readonly discovery: Discovery;
  readonly live: Live;
  readonly limits: LimitEvents;
  readonly runner: Runner;
  readonly build: string;
}

/** Everything that a client may ask for after the handshake. */
export function agentRoutes({ discovery, live, limits, runner, build }: AgentParts): Routes {
  const facts = new HostFactsReader();
  const values = new CgroupValuesReader();
  const inside = new CgroupInside();
  const top = new Top(() => discovery.current);
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
    route(ReadCommandLine, processParams, ({ process }) => discovery.commandLine(process)),
    route(ReadCgroups, groupsParams, ({ groups }) =>
      inSlices(values.readAll(groups, discovery.current?.hierarchies ?? [])),
    ),
    route(
      ReadTop,
      (params) => readTopParams(params, 'params'),
      (params) => top.read(params),
    ),
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
    route(ExecuteOperation, operationParams, ({ operation }) => acting(runner.execute(operation))),
    route(UndoOperation, entryParams, ({ entry }) => acting(runner.undo(entry))),
    route(ListInterrupted, noParams, () => runner.interrupted()),
    route(KeepOperation, entryParams, ({ entry }) => runner.keep(entry)),
    route(ListJournal, noParams, () => runner.journal()),
    route(Diagnose, noParams, () => diagnose(build, discovery.current, live.cost)),
  ]);
}
