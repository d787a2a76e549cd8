import type { FileWrite } from '../../src/model/operation/cgroup/check-write.ts';
import type { Seen } from '../../src/model/operation/look.ts';
import { describeOperation, type Operation } from '../../src/model/operation/operation.ts';
import type { Process } from '../../src/model/process.ts';
import { inWords } from './described.ts';
import { aGroupSnapshot, aSeen, type GroupFacts, INODE } from './group-hosts.ts';
import { writeOf } from './group-operations.ts';

/** A host with these groups, as an operation finds it. */
export interface GroupHost {
  readonly groups: Readonly<Record<string, GroupFacts>>;
  readonly processes?: readonly Process[];
  readonly seen?: Partial<Seen>;
}

/** What a person reads of an operation on such a host. */
export function describedOn(operation: Operation, { groups, processes = [], seen = {} }: GroupHost) {
  return inWords(describeOperation(operation, aGroupSnapshot(Object.keys(groups), processes), aSeen(groups, seen)));
}

/** Codes of its refusals. */
export function codesOn(operation: Operation, host: GroupHost): string[] {
  return describedOn(operation, host).refusals.map((each) => each.split(':')[0] ?? '');
}

/** `memory.max=10M, cpu.max=50%`. */
export function writesOf(text: string): FileWrite[] {
  return text.split(', ').map(writeOf);
}

/** What a person reads of writes to a group; the undo as text, too. */
export function describedWrites(
  group: string,
  writes: string,
  groups: Readonly<Record<string, GroupFacts>>,
  facts: Partial<Seen> = {},
) {
  const operation = { kind: 'cgroup.set', group, inode: INODE, writes: writesOf(writes) } as const;
  const words = inWords(describeOperation(operation, aGroupSnapshot([group]), aSeen(groups, facts)));
  const undo = words.undo?.kind === 'cgroup.set' ? words.undo.writes : [];
  return { ...words, undo: undo.map(({ file, value }) => `${file}=${value}`) };
}
