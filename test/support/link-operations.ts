import type { Namespace } from '../../src/model/namespace.ts';
import type { Network } from '../../src/model/network/network.ts';
import { NOTHING_SEEN, type Seen } from '../../src/model/operation/look.ts';
import { describeOperation, type Operation } from '../../src/model/operation/operation.ts';
import { inWords } from './described.ts';
import { aHost, aNamespace, aProcess, aSnapshot } from './snapshots.ts';

const MNT = 'mnt:[1]';

function net(inode: number, facts: Partial<Namespace>): Namespace {
  return aNamespace('net', inode, { pins: [], ...facts });
}

/** The network namespace that the agent is in. */
export const HOST = net(1, { initial: true });
/** One with a name. */
export const SFO = net(2, {
  name: 'sfo',
  pins: [{ kind: 'mount', path: '/run/netns/sfo', mnt: MNT, process: '1-100' }],
});
/** One that process 77 is in. */
export const NYC = net(3, { leader: '77-100', nprocs: 1 });
/** One that only a socket holds. */
export const HELD = net(4, { pins: [{ kind: 'socket', process: '77-100', fd: 3, inode: 9 }] });

export interface LinkHost {
  /** Networks that could be read. */
  readonly networks?: readonly Network[];
  readonly netem?: boolean;
  /** CapEff, 16 hex digits. */
  readonly capEff?: string;
}

/** What is told of an operation on a host with {@link HOST}, {@link SFO}, {@link NYC} and {@link HELD}. */
export function described(operation: Operation, { networks = [], netem, capEff }: LinkHost) {
  const { agent } = aHost();
  const host = aHost({
    namespaces: { mnt: MNT, net: HOST.id },
    agent: { ...agent, ...(capEff !== undefined && { capEff }) },
  });
  const snapshot = aSnapshot([HOST, SFO, NYC, HELD], [aProcess(77, { namespaces: { net: NYC.id } })], { host });
  const seen: Seen = {
    ...NOTHING_SEEN,
    networks: Object.fromEntries(networks.map((network) => [network.namespace, network])),
    ...(netem !== undefined && { netem }),
  };
  const description = describeOperation(operation, snapshot, seen);
  return {
    ...inWords(description),
    codes: description.refusals.map(({ code }) => code),
    calls: description.steps.map(({ call }) => call),
  };
}
