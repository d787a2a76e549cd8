import type { Message } from '../../base/message.ts';
import type { ListeningSocket } from '../network/network-inside.ts';
import type { PathReport, ProbeResult } from '../network/path/report.ts';

/** What was seen of something that is expected; each kind goes with the expectation of the same kind. */
export type Observation =
  | { readonly kind: 'reaches'; readonly report: PathReport; readonly probe?: ProbeResult }
  /** All sockets of TCP that listen in the network namespace. */
  | { readonly kind: 'listens'; readonly sockets: readonly ListeningSocket[] }
  /** How many processes the kernel has killed there for memory since the environment is up. */
  | { readonly kind: 'oom_killed'; readonly kills: number }
  | { readonly kind: 'processes'; readonly processes: readonly SeenProcess[] }
  | { readonly kind: 'exits'; readonly exit: SeenExit }
  /** It could not be looked at, and why. */
  | { readonly kind: 'unseen'; readonly why: Message };

export interface SeenProcess {
  readonly pid: number;
  /** Raw text. */
  readonly comm: string;
}

/** Whether the command of a container has ended. */
export type SeenExit =
  | { readonly state: 'running' }
  /** `status` is absent where nobody was there to see it; `signal` is the name of the one that ended it. */
  | { readonly state: 'exited'; readonly status?: number; readonly signal?: string };
