import { statSync } from 'node:fs';
import type { FileWrite } from '../../src/model/operation/cgroup/check-write.ts';
import type { SetFiles } from '../../src/model/operation/cgroup/set.ts';
import type { Operation } from '../../src/model/operation/operation.ts';
import type { TestGroup } from './groups.ts';

/** A group by its identity, as operations name it. */
export function refOf({ id: group, directory }: Pick<TestGroup, 'id' | 'directory'>) {
  return { group, inode: statSync(directory).ino };
}

/** `set(group, 'pids.max=5', 'memory.max=10M')`. */
export function set(group: Pick<TestGroup, 'id' | 'directory'>, ...writes: readonly string[]): SetFiles {
  return { kind: 'cgroup.set', ...refOf(group), writes: writes.map(writeOf) };
}

/** `memory.max=10M`. */
export function writeOf(text: string): FileWrite {
  const at = text.indexOf('=');
  return { file: text.slice(0, at), value: text.slice(at + 1) };
}

export function move(group: Pick<TestGroup, 'id' | 'directory'>, ...processes: readonly string[]): Operation {
  return { kind: 'cgroup.move', moves: [{ ...refOf(group), processes }] };
}
