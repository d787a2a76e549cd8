import { type Message, message } from '../../base/message.ts';
import { roughSize } from '../cgroup/size.ts';
import type { CheckedSpec } from '../spec/spec.ts';
import type { ContainerView, Drift, EnvironmentStatus, NetworkView } from './status.ts';

/** How an environment is, in a word or two. */
export function stateWords({ state, drifts, foreign }: EnvironmentStatus): Message {
  switch (state) {
    case 'up':
      return message('up');
    case 'down':
      return message('down');
    case 'partial':
      return message('up in part');
    case 'drifted':
      return drifts.length === 1 ? message('drifted') : message('drifted: {0} differences', drifts.length);
    case 'foreign':
      return message('{0} stands in the way', foreign[0]?.what ?? '');
  }
}

/** What a container does or how it ended, and what it uses: the gravest first. */
export function containerWords({ state, status, processes, memory }: ContainerView): Message[] {
  const limit = memory?.limit;
  if (state === 'running' || state === 'created') {
    return [
      ...(status?.oomKilled ? [killedWords()] : []),
      ...(state === 'created' ? [message('not started')] : []),
      processWords(processes),
      ...(memory === undefined ? [] : [memoryWords(memory)]),
    ];
  }
  if (state === 'down') return [message('down')];
  if (state === 'failed') return [message('failed: {0}', status?.error ?? '')];
  return [
    ...(status?.oomKilled ? [killedWords()] : []),
    endWords(status),
    ...(limit === undefined ? [] : [message('limit {0}', roughSize(limit))]),
  ];
}

function killedWords(): Message {
  return message('killed for want of memory');
}

/** `exited 137`, `ended by SIGKILL`. */
function endWords(status: ContainerView['status']): Message {
  if (status?.signal !== undefined) return message('ended by {0}', status.signal);
  return status?.exitCode === undefined ? message('exited') : message('exited {0}', status.exitCode);
}

function processWords(count: number): Message {
  return count === 1 ? message('1 process') : message('{0} processes', count);
}

function memoryWords({ current, limit }: NonNullable<ContainerView['memory']>): Message {
  return limit === undefined
    ? message('{0} of memory', roughSize(current))
    : message('{0} of {1}', roughSize(current), roughSize(limit));
}

export function networkWords({ state }: NetworkView): Message {
  return state === 'up' ? message('up') : message('down');
}

/** Whether something that is not as declared is at a netns or container: its own, or its end of a cable (`sfo/eth0 state`). */
export function isDriftOf({ of, field }: Drift, place: string): boolean {
  return of === place || field.startsWith(`${place}/`);
}

/** Of a netns or container: whether it is not as declared. */
export function driftWords({ drifts }: EnvironmentStatus, place: string): Message[] {
  return drifts.some((drift) => isDriftOf(drift, place)) ? [message('drifted')] : [];
}

/** What a drift is between: as declared, and as it is. */
export function driftSides({ declared, real }: Pick<Drift, 'declared' | 'real'>): readonly [Message, Message] {
  return [
    message('declared: {0}', declared === '' ? message('not declared') : declared),
    message('is: {0}', real === '' ? message('not there') : real),
  ];
}

/** How an environment is of which nothing is there. */
export function downStatus({ spec }: Pick<CheckedSpec, 'spec'>): EnvironmentStatus {
  const { environment, containers, networks } = spec;
  const ownNetwork = new Set(
    containers.filter(({ namespaces }) => namespaces.net.kind === 'new').map(({ name }) => name),
  );
  return {
    environment,
    state: 'down',
    containers: containers.map(({ name }) => ({ name, state: 'down', processes: 0, groups: [] })),
    networks: networks
      .filter(({ kind, name }) => kind === 'netns' || (kind === 'container' && ownNetwork.has(name)))
      .map(({ name }) => ({ name, state: 'down' })),
    drifts: [],
    foreign: [],
  };
}
