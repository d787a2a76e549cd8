import type { Network } from '../../src/model/network/network.ts';
import {
  applyTopologyChange,
  EMPTY_TOPOLOGY,
  type Topology,
  type TopologyChange,
} from '../../src/model/network/topology.ts';
import { TopologyChanged, WatchTopology } from '../../src/protocol/protocol.ts';
import { type AgentOptions, TestAgent } from './agents.ts';
import type { Netns } from './netns.ts';

/** Longest that something may take which the agent does at once, on a slow virtual machine. */
const PATIENCE_MS = 240_000;

/** A client that keeps the topology. */
export class TopologyClient implements AsyncDisposable {
  readonly agent: TestAgent;
  readonly changes: TopologyChange[] = [];
  topology: Topology = EMPTY_TOPOLOGY;
  #woken: (() => void)[] = [];

  private constructor(agent: TestAgent) {
    this.agent = agent;
    agent.connection.onNotification(TopologyChanged.method, (change: TopologyChange) => {
      this.changes.push(change);
      this.topology = applyTopologyChange(this.topology, change);
      for (const wake of this.#woken.splice(0)) wake();
    });
  }

  static async start(options: AgentOptions = {}): Promise<TopologyClient> {
    const client = new TopologyClient(await TestAgent.start('visible', options));
    await client.agent.ask(WatchTopology.method, { watching: true });
    return client;
  }

  /** What `find` finds, as soon as it does. */
  async until<T>(find: (topology: Topology) => T | undefined, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no ${what}\n${this.agent.log}`)), PATIENCE_MS);
    });
    try {
      for (;;) {
        const found = find(this.topology);
        if (found !== undefined) return found;
        await Promise.race([new Promise<void>((resolve) => this.#woken.push(resolve)), late]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  network(netns: { readonly inode: number }): Network | undefined {
    return Object.values(this.topology.networks).find(({ namespace }) => namespace.startsWith(`net:[${netns.inode}]`));
  }

  /** The network as soon as it is as wanted. */
  seen(netns: Netns, wanted: (network: Network) => boolean, what: string): Promise<Network> {
    return this.until(() => {
      const network = this.network(netns);
      return network && wanted(network) ? network : undefined;
    }, `${what} in ${netns.name}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent[Symbol.asyncDispose]();
  }
}
