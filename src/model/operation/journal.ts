import type { Message } from '../../base/message.ts';
import type { HostId } from '../host.ts';
import type { ProcessId } from '../process.ts';
import type { Operation } from './operation.ts';

/** What has been done to a host, oldest first. One journal serves the whole program. */
export interface JournalEntry {
  readonly id: string;
  /** Milliseconds since the Epoch. */
  readonly time: number;
  readonly host: HostId;
  /** Entries of another boot describe objects that are gone. */
  readonly bootId: string;
  /** Who asked: the uid of the agent. */
  readonly uid: number;
  /** The agent that does it: when it has ended with the entry still `intended`, the act was interrupted. */
  readonly agent?: ProcessId;
  readonly operation: Operation;
  readonly title: Message;
  /**
   * `intended` is written before the first step, `done` and `failed` after the last. `kept`: interrupted, and left as it
   * was then.
   */
  readonly state: 'intended' | 'done' | 'failed' | 'undone' | 'kept';
  /** Why it failed. */
  readonly error?: string;
  /** What takes it back. Before it was done: also what is half done. */
  readonly undo?: Operation;
}

/** A change that was cut short. */
export interface InterruptedChange {
  readonly entry: JournalEntry;
  /** What is done of it and what is not, as far as the host tells. */
  readonly progress: readonly Message[];
}
