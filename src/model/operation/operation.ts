import type { Message } from '../../base/message.ts';
import type { Snapshot } from '../snapshot.ts';
import { type CreateNetns, createNetns, type DeleteNetns, deleteNetns } from './netns.ts';
import { type SignalProcess, signalProcess } from './signal.ts';

/** An act on the host as data. Preview, log, undo and script export all read this one description. */
export type Operation = CreateNetns | DeleteNetns | SignalProcess;
export type OperationKind = Operation['kind'];

/** What a person reads before anything is done. */
export interface Description {
  /** Imperative, one line: `Create the network namespace sfo`. Arguments are raw text. */
  readonly title: Message;
  readonly steps: readonly Step[];
  /** `none`: nothing is lost. `harm`: something may be lost, ask first. */
  readonly danger: 'none' | 'harm';
  /** What may be lost or surprise, in sentences. */
  readonly warnings: readonly Message[];
  /** Why it must not be done now; anything here means that `execute` refuses. */
  readonly refusals: readonly Refusal[];
  /** The operation that takes it back; absent: it cannot be taken back. */
  readonly undo?: Operation;
}

/** One thing that is done: the command a person could type, or the system call that stands for it. */
export interface Step {
  readonly effect: Message;
  /** argv of the command that does the same. */
  readonly command: readonly string[];
  /** The system call behind it, as in its man page: `unshare(CLONE_NEWNET)`. */
  readonly call: string;
}

export interface Refusal {
  readonly code: 'exists' | 'missing' | 'changed' | 'in-use' | 'invalid' | 'protected';
  readonly message: Message;
  readonly remedy: Message;
}

/** How one kind of operation is described: a pure function of the operation and a snapshot. */
export interface OperationType<O> {
  describe(operation: O, snapshot: Snapshot): Description;
}

const TYPES: { readonly [K in OperationKind]: OperationType<Extract<Operation, { kind: K }>> } = {
  'netns.create': createNetns,
  'netns.delete': deleteNetns,
  'process.signal': signalProcess,
};

export const OPERATION_KINDS = Object.keys(TYPES) as readonly OperationKind[];

/** Describes an operation without doing anything. */
export function describeOperation(operation: Operation, snapshot: Snapshot): Description {
  const type: OperationType<never> = TYPES[operation.kind];
  return type.describe(operation as never, snapshot);
}
