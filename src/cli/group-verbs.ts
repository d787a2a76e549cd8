import path from 'node:path';
import { CgroupInside } from '../agent/discover/cgroup-inside.ts';
import { threadOf } from '../agent/discover/threads.ts';
import { FileReader } from '../agent/kernel/file-reader.ts';
import { type CgroupId, cgroupId, parentPath, parseCgroupId } from '../model/cgroup/cgroup.ts';
import { fileFacts } from '../model/cgroup/file-facts.ts';
import { clearing } from '../model/cgroup/restore.ts';
import type { FileWrite } from '../model/operation/cgroup/check-write.ts';
import type { ThreadRef } from '../model/operation/cgroup/move-threads.ts';
import type { GroupRef } from '../model/operation/cgroup/place.ts';
import type { Operation } from '../model/operation/operation.ts';
import { processId } from '../model/process.ts';
import { processByPid, type Snapshot } from '../model/snapshot.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { findGroup, groupNamed } from './find-group.ts';

/** The operations that a person asks for with a verb and its operands. @throws CliError */
type Verb = (operands: readonly string[], snapshot: Snapshot) => readonly Operation[];

/** What `isolens cgroups VERB` changes. */
export const GROUP_VERBS: Readonly<Record<string, Verb>> = {
  set: ([group, ...writes], snapshot) => [
    { kind: 'cgroup.set', ...refOf(group, snapshot), writes: some(writes, 'FILE=VALUE').map(writeOf) },
  ],
  clear: ([group, ...files], snapshot) => {
    const ref = refOf(group, snapshot);
    return [
      { kind: 'cgroup.set', ...ref, writes: some(files, 'FILE').flatMap((file) => cleared(ref.group, file, snapshot)) },
    ];
  },
  create: ([group, ...writes], snapshot) => [creation(group, writes.map(writeOf), snapshot)],
  delete: (groups, snapshot) => each(groups, snapshot).map((ref) => ({ kind: 'cgroup.delete', ...ref })),
  move: ([group, ...pids], snapshot) => {
    const processes = some(pids, 'PID').map((pid) => processOf(pid, snapshot));
    return [{ kind: 'cgroup.move', moves: [{ ...refOf(group, snapshot), processes }] }];
  },
  'move --thread': ([group, ...tids], snapshot) => {
    const threads = some(tids, 'TID').map((tid) => threadRefOf(tid, snapshot));
    return [{ kind: 'cgroup.moveThreads', moves: [{ ...refOf(group, snapshot), threads }] }];
  },
  freeze: (groups, snapshot) => each(groups, snapshot).map((ref) => ({ kind: 'cgroup.freeze', ...ref, frozen: true })),
  thaw: (groups, snapshot) => each(groups, snapshot).map((ref) => ({ kind: 'cgroup.freeze', ...ref, frozen: false })),
  kill: (groups, snapshot) => each(groups, snapshot).map((ref) => ({ kind: 'cgroup.kill', ...ref })),
  enable: ([group, ...names], snapshot) => [
    {
      kind: 'cgroup.controllers',
      changes: [{ ...refOf(group, snapshot), enable: some(names, 'CONTROLLER'), disable: [] }],
    },
  ],
  disable: ([group, ...names], snapshot) => [
    {
      kind: 'cgroup.controllers',
      changes: [{ ...refOf(group, snapshot), enable: [], disable: some(names, 'CONTROLLER') }],
    },
  ],
  mount: ([controllers, directory, ...rest]) => {
    if (controllers === undefined || directory === undefined || rest.length > 0)
      throw usageError('CONTROLLERS and DIR are needed');
    const name = /^name=(.+)$/.exec(controllers)?.[1];
    const target = path.resolve(directory);
    return name === undefined
      ? [{ kind: 'cgroup.mount', controllers: controllers.split(','), directory: target }]
      : [{ kind: 'cgroup.mount', controllers: [], name, directory: target }];
  },
  property: ([unit, ...properties]) => {
    if (unit === undefined) throw usageError('UNIT is needed');
    return [{ kind: 'cgroup.setProperty', unit, properties: some(properties, 'NAME=VALUE').map(propertyOf) }];
  },
};

/** At least one. */
function some(operands: readonly string[], what: string): readonly string[] {
  if (operands.length === 0) throw usageError(`${what} is needed`);
  return operands;
}

function each(groups: readonly string[], snapshot: Snapshot): GroupRef[] {
  return some(groups, 'GROUP').map((group) => refOf(group, snapshot));
}

function refOf(text: string | undefined, snapshot: Snapshot): GroupRef {
  if (text === undefined) throw usageError('GROUP is needed');
  const group = findGroup(snapshot, text);
  const inode = snapshot.cgroups[group]?.inode;
  if (inode === undefined)
    throw new CliError(EXIT.no, `the directory of ${text} cannot be seen`, 'Mount its hierarchy.');
  return { group, inode };
}

function writeOf(text: string): FileWrite {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`expected FILE=VALUE: ${text}`);
  return { file: text.slice(0, at), value: text.slice(at + 1) };
}

function propertyOf(text: string): { readonly name: string; readonly value: string } {
  const { file: name, value } = writeOf(text);
  return { name, value };
}

function processOf(text: string, snapshot: Snapshot): string {
  const found = /^\d+$/.test(text) ? processByPid(snapshot, Number(text)) : undefined;
  if (!found) throw new CliError(EXIT.no, `no such process: ${text}`);
  return found.id;
}

function threadRefOf(text: string, snapshot: Snapshot): ThreadRef {
  const thread = /^\d+$/.test(text) ? threadOf(Number(text), new FileReader()) : undefined;
  const process = thread && processByPid(snapshot, thread.pid);
  if (!process) throw new CliError(EXIT.no, `no such thread: ${text}`);
  return { process: process.id, thread: processId(thread.tid, thread.startTime) };
}

/** The group with those above it that are missing, below the nearest that is there. */
function creation(text: string | undefined, writes: readonly FileWrite[], snapshot: Snapshot): Operation {
  const group = text === undefined ? undefined : groupNamed(snapshot, text);
  const at = group === undefined ? undefined : parseCgroupId(group);
  if (!at) throw usageError(text === undefined ? 'GROUP is needed' : `not a group: ${text}`);
  let above = parentPath(at.path);
  while (above !== undefined && !(cgroupId(at.hierarchy, above) in snapshot.cgroups)) above = parentPath(above);
  const parent: CgroupId | undefined = above === undefined ? undefined : cgroupId(at.hierarchy, above);
  const inode = parent === undefined ? undefined : snapshot.cgroups[parent]?.inode;
  if (parent === undefined || above === undefined || inode === undefined) {
    throw new CliError(EXIT.no, `no group above ${text ?? ''} can be seen`);
  }
  const names = at.path.slice(above === '/' ? 1 : above.length + 1).split('/');
  const groups = names.map((_, last) => ({
    path: names.slice(0, last + 1).join('/'),
    writes: last === names.length - 1 ? writes : [],
  }));
  return { kind: 'cgroup.create', group: parent, inode, groups };
}

function cleared(group: CgroupId, name: string, { hierarchies }: Snapshot): FileWrite[] {
  const version = hierarchies.find(({ id }) => id === parseCgroupId(group)?.hierarchy)?.version ?? 2;
  const facts = fileFacts(name, version)?.facts;
  const text = [...contentsOf(group, hierarchies)].find((file) => file.name === name)?.text;
  const lines = facts && text !== undefined ? clearing(facts, version, text) : undefined;
  if (!lines) throw new CliError(EXIT.no, `${name} is no limit that can be taken away`, 'Set it to another value.');
  return lines.map((value) => ({ file: name, value, exact: true }));
}

function contentsOf(group: CgroupId, hierarchies: Snapshot['hierarchies']) {
  const work = new CgroupInside().files(group, hierarchies);
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}
