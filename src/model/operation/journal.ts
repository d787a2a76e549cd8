import type { Message } from '../../base/message.ts';
import type { HostId } from '../host.ts';
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
  readonly operation: Operation;
  readonly title: Message;
  /** `intended` is written before the first step, the others after the last. */
  readonly state: 'intended' | 'done' | 'failed' | 'undone';
  /** Why it failed. */
  readonly error?: string;
  readonly undo?: Operation;
}
