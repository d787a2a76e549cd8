import {
  type EnvironmentProgressParams,
  readDeclaredParams,
  readEnvironmentParams,
  readLogParams,
  readPlanRemovalParams,
  readRaiseParams,
  readRemovalParams,
} from '../../protocol/environment.ts';
import {
  CancelEnvironment,
  ExportScript,
  ListEnvironments,
  PlanEnvironment,
  PlanRemoval,
  RaiseEnvironment,
  ReadContainerLog,
  ReadEnvironment,
  RemoveEnvironment,
} from '../../protocol/protocol.ts';
import type { Doing, Environments } from '../environment/environments.ts';
import { readLog } from '../environment/read-log.ts';
import { noParams, params } from './params.ts';
import { type Route, route } from './routes.ts';

export interface EnvironmentRoutesOptions {
  readonly environments: Environments;
  readonly send: (progress: EnvironmentProgressParams) => void;
  /** Its client sees the effect of an act without waiting for a poll. */
  readonly acting: <T>(act: Promise<T>) => Promise<T>;
}

/** What a client may ask for of environments. */
export function environmentRoutes({
  environments,
  send,
  acting,
}: EnvironmentRoutesOptions): readonly [string, Route][] {
  const underWay = new Map<string, Set<AbortController>>();
  const doing = async <T>(environment: string, graceMs: number, act: (how: Doing) => Promise<T>): Promise<T> => {
    const stop = new AbortController();
    const others = underWay.get(environment) ?? new Set();
    underWay.set(environment, others.add(stop));
    try {
      return await acting(
        act({
          graceMs,
          signal: stop.signal,
          onWait: () => send({ environment, done: 0, all: 0 }),
          onProgress: (progress) => send({ environment, ...progress }),
        }),
      );
    } finally {
      others.delete(stop);
      if (others.size === 0) underWay.delete(environment);
    }
  };
  const declaredOf = params(readDeclaredParams);
  return [
    route(PlanEnvironment, declaredOf, ({ declared }) => environments.plan(declared)),
    route(ExportScript, declaredOf, ({ declared }) => environments.script(declared)),
    route(RaiseEnvironment, params(readRaiseParams), ({ declared, graceMs }) =>
      doing(declared.spec.environment, graceMs, (how) => environments.up(declared, how)),
    ),
    route(PlanRemoval, params(readPlanRemovalParams), ({ environment, orphans }) =>
      environments.planDown(environment, orphans),
    ),
    route(RemoveEnvironment, params(readRemovalParams), ({ environment, orphans, graceMs }) =>
      doing(environment, graceMs, (how) => environments.down(environment, orphans, how)),
    ),
    route(CancelEnvironment, params(readEnvironmentParams), ({ environment }) => {
      for (const stop of underWay.get(environment) ?? []) stop.abort();
      return null;
    }),
    route(ReadEnvironment, declaredOf, ({ declared }) => environments.status(declared)),
    route(ListEnvironments, noParams, () => environments.list()),
    route(ReadContainerLog, params(readLogParams), ({ environment, container, from }) =>
      readLog(environments.logDirectory(environment, container), from),
    ),
  ];
}
