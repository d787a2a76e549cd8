import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import type { Thread } from '../../model/cgroup/thread.ts';
import { ReadThreads } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';

/** Threads of a group in sight are read again at most so often. */
const GAP_MS = 5000;

/** Threads of the groups that a person has opened: no snapshot tells of them. */
export class OpenThreads {
  readonly #agent: Pick<AgentClient, 'request'>;
  readonly #onChange: () => void;
  readonly #threads = new Map<CgroupId, readonly Thread[]>();
  readonly #readAt = new Map<CgroupId, number>();

  /** @param onChange threads of a group are others than before */
  constructor(agent: Pick<AgentClient, 'request'>, onChange: () => void) {
    this.#agent = agent;
    this.#onChange = onChange;
  }

  /** By group, without main threads. */
  get all(): ReadonlyMap<CgroupId, readonly Thread[]> {
    return this.#threads;
  }

  /** Waits only for the first reading of a group: rows that are known already are not held up. */
  async want(group: CgroupId): Promise<void> {
    if (!this.#readAt.has(group)) await this.#read(group);
    else if (performance.now() - (this.#readAt.get(group) ?? 0) > GAP_MS) void this.#again(group);
  }

  /** Threads came to a group from others. */
  async moved(to: CgroupId): Promise<void> {
    await Promise.all([...this.#readAt.keys(), to].map((group) => this.#read(group)));
  }

  async #again(group: CgroupId): Promise<void> {
    const before = JSON.stringify(this.#threads.get(group));
    await this.#read(group);
    if (JSON.stringify(this.#threads.get(group)) !== before) this.#onChange();
  }

  async #read(group: CgroupId): Promise<void> {
    this.#readAt.set(group, performance.now());
    try {
      this.#threads.set(group, await this.#agent.request(ReadThreads, { group }));
    } catch {
      this.#threads.delete(group);
    }
  }
}
