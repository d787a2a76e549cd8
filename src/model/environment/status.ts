import type { ContainerStatus } from './container-status.ts';
import type { EngineName } from './launch.ts';
import type { ResourceId } from './plan.ts';

/** How an environment is, compared with what its file declares. */
export interface EnvironmentStatus {
  readonly environment: string;
  /** The `.cspec` file that it was made from, absolute; absent when nothing of it is there. */
  readonly file?: string;
  readonly engine?: EngineName;
  /**
   * `down`: nothing is there; `up`: all of it, as declared; `partial`: an up or down was cut short; `drifted`: something is not
   * as declared; `foreign`: nothing of it is there, and something of others stands in its place.
   */
  readonly state: 'down' | 'up' | 'partial' | 'drifted' | 'foreign';
  readonly containers: readonly ContainerView[];
  readonly networks: readonly NetworkView[];
  /** Field by field; empty unless drifted. */
  readonly drifts: readonly Drift[];
  /** What stands in the way and is not ours. */
  readonly foreign: readonly { readonly of: string; readonly what: string; readonly owner: string }[];
}

export interface ContainerView {
  readonly name: string;
  readonly state: 'down' | ContainerStatus['state'];
  readonly status?: ContainerStatus;
  /** Processes in its group. */
  readonly processes: number;
  /** In bytes; absent without a memory controller. `limit` absent: none. */
  readonly memory?: { readonly current: number; readonly limit?: number };
  /** Directories of its groups, one for each hierarchy. */
  readonly groups: readonly string[];
}

export interface NetworkView {
  /** Of the netns or container. */
  readonly name: string;
  readonly state: 'down' | 'up';
  /** Inode number of the network namespace. */
  readonly inode?: number;
}

export interface Drift {
  readonly id: ResourceId;
  readonly of: string;
  /** `mtu`, `state`, `memory.max`, `address`. */
  readonly field: string;
  readonly declared: string;
  /** Empty: it is not there. */
  readonly real: string;
}
