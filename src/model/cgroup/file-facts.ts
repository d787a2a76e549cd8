import { type FileFacts, filePattern, INTERFACE_FILES, interfaceFile } from './interface-file.ts';
import { v1File } from './v1-file.ts';

/** A file of a group with what it says now. */
export interface GroupFile {
  readonly name: string;
  /** Absent when it cannot be read. */
  readonly text?: string;
  /** Name of the errno of a failed read: EINVAL or EOPNOTSUPP of a file that can only be written. */
  readonly errno?: string;
}

/** What is known of a file that a group has. */
export interface KnownFile {
  readonly facts: FileFacts;
  /** The file of the other version that is for the same intention; absent when nothing stands for it. */
  readonly counterpart?: string;
  /** How the two differ; absent when they do not. */
  readonly difference?: string;
}

/** Files of v1 that have no entry of their own because they are the same in v2, by their name in v1. */
const OF_V2 = new Map(INTERFACE_FILES.flatMap((each) => (each.v1?.file === undefined ? [] : [[each.v1.file, each]])));

/** What a file of a group of that version is, by its name in the directory; undefined for one that is not known. */
export function fileFacts(name: string, version: 1 | 2): KnownFile | undefined {
  return version === 2 ? ofV2(name) : ofV1(name);
}

function ofV2(name: string): KnownFile | undefined {
  const facts = interfaceFile(name);
  if (!facts) return undefined;
  const { file, convert, note } = facts.v1 ?? {};
  return {
    facts,
    ...(file !== undefined && { counterpart: file }),
    ...((convert ?? note) !== undefined && { difference: [convert, note].filter(Boolean).join('; ') }),
  };
}

function ofV1(name: string): KnownFile | undefined {
  const own = v1File(name);
  if (own) return { facts: own, ...(own.v2 !== undefined && { counterpart: own.v2 }), difference: own.note };
  const same = OF_V2.get(filePattern(name));
  return same && { facts: same, counterpart: same.file };
}
