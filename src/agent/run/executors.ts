import type { Operation, OperationKind } from '../../model/operation/operation.ts';
import { enableControllers } from './cgroup/controllers.ts';
import { createGroups } from './cgroup/create.ts';
import { deleteGroup } from './cgroup/delete.ts';
import { freezeGroup } from './cgroup/freeze.ts';
import { killGroup } from './cgroup/kill.ts';
import { mountHierarchy, unmountHierarchy } from './cgroup/mount-hierarchy.ts';
import { moveProcesses } from './cgroup/move.ts';
import { moveThreads } from './cgroup/move-threads.ts';
import { setFiles } from './cgroup/set.ts';
import { setProperty } from './cgroup/set-property.ts';
import type { Executor } from './executor.ts';
import { addAddress, createVeth, deleteAddress, deleteLink, setLink, setMaster, setNetem } from './link/executors.ts';
import { createNetns, deleteNetns } from './netns.ts';
import { signalProcess } from './signal.ts';

const EXECUTORS: { readonly [K in OperationKind]: Executor<Extract<Operation, { kind: K }>> } = {
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

/** How an operation is done; it must be given that operation. */
export function executorOf({ kind }: Operation): Executor<never> {
  return EXECUTORS[kind];
}
