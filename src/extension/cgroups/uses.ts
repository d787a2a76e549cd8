import type { Disposable } from '../../base/disposable.ts';
import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import { ratesBetween } from '../../model/cgroup/rates.ts';
import type { CgroupValues } from '../../model/cgroup/values.ts';
import { ReadCgroupUses } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { Use } from './group-rows.ts';

/** Values are read so often while somebody looks, unless that would take more than a hundredth of a core. */
const POLL_MS = 1000;
const SHARE = 1 / 100;
const LONGEST_MS = 10_000;
/** What the agent answers at once. */
const MOST_GROUPS = 2000;

export interface UsesOptions {
  readonly agent: Pick<AgentClient, 'request'>;
  /** The groups in sight. */
  readonly groups: () => Iterable<CgroupId>;
  /** Values were read. */
  readonly onRead: () => void;
}

/** What the groups in sight use, read again and again while somebody looks. */
export class Uses implements Disposable {
  readonly #options: UsesOptions;
  #uses = new Map<CgroupId, Use>();
  #timer: NodeJS.Timeout | undefined;
  #visible = false;
  #reading = false;

  constructor(options: UsesOptions) {
    this.#options = options;
  }

  get all(): ReadonlyMap<CgroupId, Use> {
    return this.#uses;
  }

  /** Nothing is read while nobody looks. */
  follow(visible: boolean): void {
    this.#visible = visible;
    clearTimeout(this.#timer);
    if (visible) void this.#read();
  }

  /** Rows came into sight: their values are wanted at once. */
  want(): void {
    if (this.#visible && !this.#reading) this.#again(0);
  }

  dispose(): void {
    this.follow(false);
  }

  #again(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#visible) this.#timer = setTimeout(() => void this.#read(), ms);
  }

  /** One reading at a time. */
  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    let wait = POLL_MS;
    try {
      const groups = [...new Set(this.#options.groups())].slice(0, MOST_GROUPS);
      const read = groups.length > 0 ? await this.#options.agent.request(ReadCgroupUses, { groups }) : [];
      wait = Math.min(LONGEST_MS, Math.max(POLL_MS, costOf(read) / SHARE));
      this.#uses = new Map(read.map((values) => [values.group, this.#useOf(values)]));
      this.#options.onRead();
    } catch {
      // The agent has gone: the view is told by its state.
    } finally {
      this.#reading = false;
      this.#again(wait);
    }
  }

  #useOf(values: CgroupValues): Use {
    const before = this.#uses.get(values.group);
    return { values, rates: before && ratesBetween(before.values, values) };
  }
}

/** How long it took to read these, in ms. */
function costOf(read: readonly CgroupValues[]): number {
  return (read.at(-1)?.time ?? 0) - (read[0]?.time ?? 0);
}
