import { parseCgroupId } from '../model/cgroup/cgroup.ts';
import { UNIT_PROPERTIES, type UnitProperty } from '../model/cgroup/unit-property.ts';
import type { FileWrite } from '../model/operation/cgroup/check-write.ts';
import type { ControllerChange } from '../model/operation/cgroup/controllers.ts';
import type { NewGroup } from '../model/operation/cgroup/create.ts';
import { isPlainPath } from '../model/operation/cgroup/mount-hierarchy.ts';
import type { Move } from '../model/operation/cgroup/move.ts';
import type { ThreadMove } from '../model/operation/cgroup/move-threads.ts';
import type { GroupRef } from '../model/operation/cgroup/place.ts';
import type { Operation } from '../model/operation/operation.ts';
import { countField, type Fields, fields, flagField, invalid, textField, wordField } from './fields.ts';
import { processField } from './read-process.ts';

type GroupOperation = Extract<Operation, { kind: `cgroup.${string}` }>;

/** PATH_MAX, and the number of the hierarchy. */
const GROUP_LENGTH = 4096 + 8;
/** So many things are in one operation, at the most. */
const MOST = 10_000;
/** A page: what the kernel takes in one write. */
const VALUE_LENGTH = 4096;

/** An operation on groups with fields of the right form. @throws ProtocolError invalid */
export function readGroupOperation(kind: GroupOperation['kind'], operation: Fields, place: string): GroupOperation {
  switch (kind) {
    case 'cgroup.create':
      return { kind, ...refField(operation, place), groups: listField(operation, 'groups', place, newGroup) };
    case 'cgroup.delete': {
      const group = groupField(operation, place);
      return operation['inode'] === undefined ? { kind, group } : { kind, ...refField(operation, place) };
    }
    case 'cgroup.set':
      return { kind, ...refField(operation, place), writes: listField(operation, 'writes', place, fileWrite) };
    case 'cgroup.move':
      return { kind, moves: listField(operation, 'moves', place, move) };
    case 'cgroup.moveThreads':
      return { kind, moves: listField(operation, 'moves', place, threadMove) };
    case 'cgroup.freeze':
      return { kind, ...refField(operation, place), frozen: flagField(operation, 'frozen', place) };
    case 'cgroup.kill':
      return { kind, ...refField(operation, place) };
    case 'cgroup.controllers':
      return { kind, changes: listField(operation, 'changes', place, controllerChange) };
    case 'cgroup.mount': {
      const name = operation['name'] === undefined ? undefined : textField(operation, 'name', place, 63);
      const controllers = listField(operation, 'controllers', place, controllerName);
      return { kind, controllers, ...(name !== undefined && { name }), directory: directoryField(operation, place) };
    }
    case 'cgroup.unmount':
      return { kind, directory: directoryField(operation, place), made: flagField(operation, 'made', place) };
    case 'cgroup.setProperty': {
      const unit = textField(operation, 'unit', place);
      const properties = listField(operation, 'properties', place, unitProperty);
      const user = operation['user'] === undefined ? undefined : countField(operation, 'user', place);
      return { kind, unit, ...(user !== undefined && { user }), properties };
    }
  }
}

function listField<T>(value: Fields, name: string, place: string, read: (item: unknown, place: string) => T): T[] {
  const list = Object.hasOwn(value, name) ? value[name] : undefined;
  if (!Array.isArray(list) || list.length > MOST) throw invalid(`${place}.${name}`, `a list of up to ${MOST}`);
  return list.map((item: unknown, at) => read(item, `${place}.${name}[${at}]`));
}

function groupField(value: Fields, place: string): string {
  const group = textField(value, 'group', place, GROUP_LENGTH);
  const path = parseCgroupId(group)?.path;
  if (path === undefined || path.includes('\0') || (path !== '/' && path.split('/').slice(1).some(isNoName))) {
    throw invalid(`${place}.group`, 'a group');
  }
  return group;
}

/** `..` stands for groups outside of what is seen: nothing is written there. */
function isNoName(name: string): boolean {
  return name === '' || name === '.' || name === '..';
}

function refField(value: Fields, place: string): GroupRef {
  return { group: groupField(value, place), inode: countField(value, 'inode', place) };
}

/** Text that may be empty. */
function valueField(value: Fields, name: string, place: string): string {
  return Object.hasOwn(value, name) && value[name] === '' ? '' : textField(value, name, place, VALUE_LENGTH);
}

function fileWrite(item: unknown, place: string): FileWrite {
  const write = fields(item, place);
  const file = textField(write, 'file', place);
  const value = valueField(write, 'value', place);
  if (file.includes('/') || file.includes('\0') || file === '.' || file === '..')
    throw invalid(`${place}.file`, 'a name');
  // oxlint-disable-next-line no-control-regex -- A second line would be another write.
  if (/[\u0000\n\r]/.test(value)) throw invalid(`${place}.value`, 'one line');
  return write['exact'] === true ? { file, value, exact: true } : { file, value };
}

function newGroup(item: unknown, place: string): NewGroup {
  const group = fields(item, place);
  const path = textField(group, 'path', place, GROUP_LENGTH);
  if (path.includes('\0') || path.split('/').some(isNoName)) throw invalid(`${place}.path`, 'names');
  const writes = listField(group, 'writes', place, fileWrite);
  return group['was'] === undefined ? { path, writes } : { path, writes, was: countField(group, 'was', place) };
}

function move(item: unknown, place: string): Move {
  const one = fields(item, place);
  const processes = listField(one, 'processes', place, (process, at) => processField({ process }, at));
  const ref = refField(one, place);
  return one['back'] === true ? { ...ref, processes, back: true } : { ...ref, processes };
}

function threadMove(item: unknown, place: string): ThreadMove {
  const one = fields(item, place);
  const threads = listField(one, 'threads', place, (each, at) => {
    const ref = fields(each, at);
    return { process: processField(ref, at), thread: processField(ref, at, 'thread') };
  });
  const ref = refField(one, place);
  return one['back'] === true ? { ...ref, threads, back: true } : { ...ref, threads };
}

function controllerName(item: unknown, place: string): string {
  if (typeof item !== 'string' || !/^[a-z_]{1,32}$/.test(item)) throw invalid(place, 'the name of a controller');
  return item;
}

function controllerChange(item: unknown, place: string): ControllerChange {
  const change = fields(item, place);
  const enable = listField(change, 'enable', place, controllerName);
  return { ...refField(change, place), enable, disable: listField(change, 'disable', place, controllerName) };
}

function directoryField(value: Fields, place: string): string {
  const directory = textField(value, 'directory', place, 4096);
  if (!isPlainPath(directory)) throw invalid(`${place}.directory`, 'an absolute path');
  return directory;
}

function unitProperty(item: unknown, place: string): UnitProperty {
  const property = fields(item, place);
  return { name: wordField(property, 'name', place, UNIT_PROPERTIES), value: valueField(property, 'value', place) };
}
