import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import {
  applyTopologyChange,
  EMPTY_TOPOLOGY,
  type Topology,
  type TopologyChange,
} from '../../model/network/topology.ts';
import { PART, splitTopologyChange } from '../../model/network/topology-parts.ts';
import { WatchTopology } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';

export type TopologyListener = (change: TopologyChange, topology: Topology) => void;

/** The live topology, watched by the agent as long as anybody here listens. */
export class TopologyFeed implements Disposable {
  readonly #agent: AgentClient;
  readonly #store = new DisposableStore();
  readonly #listeners = new Set<TopologyListener>();
  #topology: Topology = EMPTY_TOPOLOGY;
  /** All of it is known. */
  #whole = false;

  constructor(agent: AgentClient) {
    this.#agent = agent;
    this.#store.add(agent.onTopology((change) => this.#take(change)));
    // Another agent watches nothing yet.
    this.#store.add(agent.onState((state) => (state === 'running' ? this.#begin() : undefined)));
  }

  /** What is known while anybody listens. */
  get topology(): Topology {
    return this.#topology;
  }

  /** Tells all there is, and then what changes, until it is disposed. */
  listen(listener: TopologyListener): Disposable {
    const isFirst = this.#listeners.size === 0;
    this.#listeners.add(listener);
    if (isFirst) this.#begin();
    else if (this.#whole) for (const part of this.#all()) listener(part, this.#topology);
    return { dispose: () => this.#leave(listener) };
  }

  dispose(): void {
    this.#listeners.clear();
    this.#store.dispose();
  }

  #begin(): void {
    if (this.#listeners.size > 0) this.#watch(true);
  }

  #leave(listener: TopologyListener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    this.#whole = false;
    this.#watch(false);
  }

  #watch(watching: boolean): void {
    if (this.#agent.state !== 'running') return;
    // An agent that has gone meanwhile is followed by another, which is asked again.
    this.#agent.request(WatchTopology, { watching }).catch(() => undefined);
  }

  #take(change: TopologyChange): void {
    this.#topology = applyTopologyChange(this.#topology, change);
    if (!change.more) this.#whole = true;
    for (const listener of this.#listeners) listener(change, this.#topology);
  }

  #all(): TopologyChange[] {
    const { networks, wires, problems } = this.#topology;
    const all = { first: true, networks: Object.values(networks), gone: [], wires, problems };
    return splitTopologyChange(all, { most: PART, mostOfOne: Infinity });
  }
}
