import { parseCgroupId } from '../model/cgroup/cgroup.ts';
import { type Create, type Enter, type Join, LONGEST_ARGUMENT, MOST_ARGUMENTS, TAKEN } from '../model/enter/enter.ts';
import { NAMESPACE_KINDS } from '../model/namespace.ts';
import type { GroupRef } from '../model/operation/cgroup/place.ts';
import { type ProcessId, parseProcessId } from '../model/process.ts';
import { fields, invalid } from './fields.ts';
import { namespaceIdReader } from './namespace-id.ts';
import { list, number, object, oneOf, optional, type Reader, text } from './reader.ts';

/** Number that a client gives to a terminal, for as long as that is open. */
export type TerminalId = number;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface OpenTerminalParams {
  readonly terminal: TerminalId;
  readonly enter: Enter;
  readonly size: TerminalSize;
}

/** Text that a terminal writes, or that is typed in it. */
export interface TerminalText {
  readonly terminal: TerminalId;
  readonly text: string;
}

/** How a terminal ended: the exit status of its program, or the signal that ended it (`SIGKILL`). */
export interface TerminalEnd {
  readonly terminal: TerminalId;
  readonly code: number;
  readonly signal?: string;
}

/** Text of this many UTF-16 units is sent at once, at the most. */
export const MOST_TERMINAL_TEXT = 64 * 1024;
/** Text that was sent and not acknowledged: from the first on its program must wait, until it is less than the second. */
export const HIGH_WATER = 1024 * 1024;
export const LOW_WATER = 256 * 1024;

function whole(least: number, most: number): Reader<number> {
  return (value, place) => {
    const count = number(value, place);
    if (!Number.isInteger(count) || count < least || count > most) throw invalid(place, `${least} to ${most}`);
    return count;
  };
}

const terminal = whole(0, Number.MAX_SAFE_INTEGER);
/** What `struct winsize` holds, and no screen exceeds (ioctl_tty(2)). */
const size = object<TerminalSize>({ columns: whole(1, 10_000), rows: whole(1, 10_000) });

const process: Reader<ProcessId> = (value, place) => {
  const id = text(64)(value, place);
  if (!parseProcessId(id)) throw invalid(place, 'pid and start time');
  return id;
};

const group = object<GroupRef>({
  group: (value, place) => {
    const id = text(4104)(value, place);
    if (!parseCgroupId(id)) throw invalid(place, 'a group');
    return id;
  },
  inode: whole(0, Number.MAX_SAFE_INTEGER),
});

const join = object<Join>({
  kind: oneOf('join'),
  namespaces: list(namespaceIdReader, NAMESPACE_KINDS.length),
  groups: list(group, 32),
  process: optional(process),
  take: list(oneOf(...TAKEN), TAKEN.length),
});

const create = object<Create>({
  kind: oneOf('create'),
  kinds: list(oneOf(...NAMESPACE_KINDS), NAMESPACE_KINDS.length),
});

/** A word of a command: the kernel ends words with a NUL. */
const argument: Reader<string> = (value, place) => {
  const word = text(LONGEST_ARGUMENT)(value, place);
  if (word.includes('\0')) throw invalid(place, 'text without NUL');
  return word;
};

const command: Reader<readonly string[]> = (value, place) => {
  const argv = list(argument, MOST_ARGUMENTS)(value, place);
  if (!argv[0]) throw invalid(place, 'a program and its arguments');
  return argv;
};

const directory: Reader<string> = (value, place) => {
  const path = argument(value, place);
  if (!path.startsWith('/')) throw invalid(place, 'an absolute path');
  return path;
};

/** @throws ProtocolError invalid */
export const readEnter: Reader<Enter> = object<Enter>({
  target: (value, place) => (fields(value, place)['kind'] === 'create' ? create(value, place) : join(value, place)),
  user: oneOf('own', 'root'),
  command: optional(command),
  directory: optional(directory),
});

export const readEnterParams = object<{ readonly enter: Enter }>({ enter: readEnter });
export const readOpenTerminal = object<OpenTerminalParams>({ terminal, enter: readEnter, size });
export const readTerminal = object<{ readonly terminal: TerminalId }>({ terminal });
export const readTerminalText = object<TerminalText>({ terminal, text: text(MOST_TERMINAL_TEXT) });
export const readTerminalSize = object<{ readonly terminal: TerminalId; readonly size: TerminalSize }>({
  terminal,
  size,
});
export const readAcknowledged = object<{ readonly terminal: TerminalId; readonly count: number }>({
  terminal,
  count: whole(0, Number.MAX_SAFE_INTEGER),
});
