import type { Message } from '../../base/message.ts';
import { shellLine, shellQuote } from '../../base/text.ts';
import type { Snapshot } from '../snapshot.ts';
import { type EnableControllers, enableControllers } from './cgroup/controllers.ts';
import { type CreateGroups, createGroups } from './cgroup/create.ts';
import { type DeleteGroup, deleteGroup } from './cgroup/delete.ts';
import { type FreezeGroup, freezeGroup } from './cgroup/freeze.ts';
import { type KillGroup, killGroup } from './cgroup/kill.ts';
import {
  type MountHierarchy,
  mountHierarchy,
  type UnmountHierarchy,
  unmountHierarchy,
} from './cgroup/mount-hierarchy.ts';
import { type MoveProcesses, moveProcesses } from './cgroup/move.ts';
import { type MoveThreads, moveThreads } from './cgroup/move-threads.ts';
import { type SetFiles, setFiles } from './cgroup/set.ts';
import { type SetProperty, setProperty } from './cgroup/set-property.ts';
import { type AddAddress, addAddress, type DeleteAddress, deleteAddress } from './link/address.ts';
import { type CreateVeth, createVeth } from './link/create-veth.ts';
import { type DeleteLink, deleteLink } from './link/delete.ts';
import { type SetMaster, setMaster } from './link/master.ts';
import { type SetNetem, setNetem } from './link/netem.ts';
import { type SetLink, setLink } from './link/set.ts';
import { type Look, NOTHING_SEEN, type Seen } from './look.ts';
import { type CreateNetns, createNetns, type DeleteNetns, deleteNetns } from './netns.ts';
import { type SignalProcess, signalProcess } from './signal.ts';

/** An act on the host as data. Preview, log, undo and script export all read this one description. */
export type Operation =
  | CreateNetns
  | DeleteNetns
  | SignalProcess
  | CreateGroups
  | DeleteGroup
  | SetFiles
  | MoveProcesses
  | MoveThreads
  | FreezeGroup
  | KillGroup
  | EnableControllers
  | MountHierarchy
  | UnmountHierarchy
  | SetProperty
  | SetLink
  | AddAddress
  | DeleteAddress
  | CreateVeth
  | SetMaster
  | SetNetem
  | DeleteLink;
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
  /** The operation that takes it back, where it can be foreseen: it is written down before anything is done. */
  readonly undo?: Operation;
}

/** One thing that is done, as a person could do it by hand. */
export type Step = { readonly effect: Message; readonly call: string } & (CommandStep | WriteStep);

interface CommandStep {
  /** argv of the command that does the same. `call`: the system call behind it, as in its man page: `unshare(CLONE_NEWNET)`. */
  readonly command: readonly string[];
}

interface WriteStep {
  readonly write: {
    /** Path of a file of the kernel. */
    readonly file: string;
    /** One line. */
    readonly value: string;
  };
}

/** A step as a line for a POSIX shell. Raw text: make it printable. */
export function stepLine(step: Step): string {
  if ('command' in step) return shellLine(step.command);
  const { file, value } = step.write;
  return `echo ${value === '' ? '' : `${shellQuote(value)} `}> ${shellQuote(file)}`;
}

/** `denied`: rights. `rule`: the kernel would refuse. `owned`: somebody else manages it. */
export interface Refusal {
  readonly code: 'exists' | 'missing' | 'changed' | 'in-use' | 'invalid' | 'protected' | 'denied' | 'rule' | 'owned';
  readonly message: Message;
  readonly remedy: Message;
  /** What can be done instead, or first. */
  readonly offer?: Operation;
}

/** How one kind of operation is described: a pure function of the operation, a snapshot and what else was looked at. */
export interface OperationType<O> {
  /** What must be looked at before; by default nothing. */
  look?(operation: O, snapshot: Snapshot): Look;
  describe(operation: O, snapshot: Snapshot, seen: Seen): Description;
}

const TYPES: { readonly [K in OperationKind]: OperationType<Extract<Operation, { kind: K }>> } = {
  'netns.create': createNetns,
  'netns.delete': deleteNetns,
  'process.signal': signalProcess,
  'cgroup.create': createGroups,
  'cgroup.delete': deleteGroup,
  'cgroup.set': setFiles,
  'cgroup.move': moveProcesses,
  'cgroup.moveThreads': moveThreads,
  'cgroup.freeze': freezeGroup,
  'cgroup.kill': killGroup,
  'cgroup.controllers': enableControllers,
  'cgroup.mount': mountHierarchy,
  'cgroup.unmount': unmountHierarchy,
  'cgroup.setProperty': setProperty,
  'link.set': setLink,
  'link.createVeth': createVeth,
  'link.setMaster': setMaster,
  'link.netem': setNetem,
  'link.delete': deleteLink,
  'address.add': addAddress,
  'address.delete': deleteAddress,
};

export const OPERATION_KINDS = Object.keys(TYPES) as readonly OperationKind[];

/** What must be looked at before an operation can be described. */
export function lookBefore(operation: Operation, snapshot: Snapshot): Look {
  const type: OperationType<never> = TYPES[operation.kind];
  return type.look?.(operation as never, snapshot) ?? {};
}

/** Describes an operation without doing anything. */
export function describeOperation(operation: Operation, snapshot: Snapshot, seen: Seen = NOTHING_SEEN): Description {
  const type: OperationType<never> = TYPES[operation.kind];
  return type.describe(operation as never, snapshot, seen);
}
