import type { Message } from '../../base/message.ts';
import type { Action } from './action.ts';
import type { EngineName } from './launch.ts';

/** What must be done so that the host is as a spec says; also what must be done so that nothing of it is left. */
export interface Plan {
  readonly environment: string;
  /** The `.cspec` file, absolute. */
  readonly file: string;
  readonly engine: EngineName;
  /** In the order in which they are done. */
  readonly steps: readonly PlanStep[];
  /** Why it must not be done; anything here means that nothing is done. */
  readonly problems: readonly PlanProblem[];
  /** Containers that run and are made anew by it, with why. */
  readonly restarts: readonly { readonly container: string; readonly because: Message }[];
  readonly warnings: readonly Message[];
}

export interface PlanStep {
  /** Of the resource: `netns:sfo`, `address:sfo/eth0/10.0.0.1/24`. The same in every plan. */
  readonly id: ResourceId;
  /** `make`: it is not there; `repair`: it is not as declared; `replace`: another definition; `remove`: no longer declared. */
  readonly change: 'make' | 'repair' | 'replace' | 'remove';
  /** The name in the file that it belongs to: `sfo`, `cable`, `box`; `host`. */
  readonly of: string;
  /** Imperative, one line. */
  readonly effect: Message;
  /** System calls behind it: `unshare(CLONE_NEWNET), mount(MS_BIND)`. */
  readonly call: string;
  readonly actions: readonly Action[];
  /** It makes the whole thing: when something fails later, that is removed again. */
  readonly fresh: boolean;
  /** What takes it back. */
  readonly undo: readonly Action[];
  /** How one sees whose it is: `alias isolens:demo`. */
  readonly mark?: string;
}

export type ResourceId = string;

export interface PlanProblem {
  readonly code: 'foreign' | 'missing' | 'denied' | 'unsupported' | 'file' | 'orphan';
  readonly of: string;
  readonly message: Message;
  readonly remedy: Message;
}
