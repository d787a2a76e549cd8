import type {
  Action,
  CommandAction,
  ContainerAction,
  DirectoryAction,
  FileAction,
  IpAction,
  WriteAction,
} from '../model/environment/action.ts';
import type { ContainerStatus } from '../model/environment/container-status.ts';
import type { ResourceRecord, StateLine } from '../model/environment/state.ts';
import { invalid } from './fields.ts';
import { flag, list, number, object, oneOf, optional, type Reader, record, text } from './reader.ts';
import { readSpec } from './spec-reader.ts';

const MANY = 100_000;
const LONG = 1024 * 1024;
const words = list(text(LONG), MANY);

const ip = object<IpAction>({ kind: oneOf('ip'), netns: optional(text()), args: words });
const command = object<CommandAction>({ kind: oneOf('command'), argv: words, input: optional(text(LONG)) });
const write = object<WriteAction>({ kind: oneOf('write'), file: text(), value: text(LONG) });
const ownFile = object<FileAction>({ kind: oneOf('file'), path: text(), text: text(LONG) });
const directory = object<DirectoryAction>({ kind: oneOf('directory'), verb: oneOf('make', 'remove'), path: text() });
const container = object<Omit<ContainerAction, 'shown'>>({
  kind: oneOf('container'),
  verb: oneOf('create', 'name', 'start', 'stop'),
  name: text(),
});

const action: Reader<Action> = (value, place) => {
  const kinds = ['ip', 'command', 'write', 'file', 'directory', 'container'] as const;
  const { kind } = object<{ kind: Action['kind'] }>({ kind: oneOf(...kinds) })(value, place);
  switch (kind) {
    case 'ip':
      return ip(value, place);
    case 'command':
      return command(value, place);
    case 'write':
      return write(value, place);
    case 'file':
      return ownFile(value, place);
    case 'directory':
      return directory(value, place);
    case 'container':
      return container(value, place);
  }
};

const resource = object<Omit<ResourceRecord, 'made'>>({
  id: text(),
  of: text(),
  declared: record(text(LONG), 1000),
  remove: list(action, MANY),
  needs: words,
  within: words,
  guard: optional(object({ network: text(), link: text() })),
});

const open = object<Extract<StateLine, { line: 'open' }>>({
  line: oneOf('open'),
  environment: text(),
  file: text(),
  base: text(),
  bootId: text(),
  engine: oneOf('util-linux', 'oci'),
  spec: readSpec,
});
const begin = object<Extract<StateLine, { line: 'begin' }>>({ line: oneOf('begin'), resources: list(resource, MANY) });
const ofIds = object<Extract<StateLine, { ids: readonly string[] }>>({
  line: oneOf('made', 'removing', 'gone'),
  ids: words,
});

/** A line of the journal of an environment. @throws ProtocolError invalid */
export function readStateLine(value: unknown): StateLine {
  const kinds = ['open', 'begin', 'made', 'removing', 'gone'] as const;
  const { line } = object<{ line: StateLine['line'] }>({ line: oneOf(...kinds) })(value, 'line');
  if (line === 'open') return open(value, 'line');
  return line === 'begin' ? begin(value, 'line') : ofIds(value, 'line');
}

/** What a supervisor has written. @throws ProtocolError invalid */
export const readContainerStatusText: Reader<ContainerStatus> = object<ContainerStatus>({
  state: oneOf('created', 'running', 'exited', 'failed'),
  pid: optional(number),
  startTime: optional(number),
  supervisor: number,
  supervisorStartTime: number,
  exitCode: optional(number),
  signal: optional(text()),
  oomKilled: optional(flag),
  startedAt: optional(number),
  exitedAt: optional(number),
  error: optional(text(LONG)),
});

/** The name of an environment: also a file name. @throws ProtocolError invalid */
export const readEnvironmentName: Reader<string> = (value, place) => {
  const name = text(200)(value, place);
  if (!/^[A-Za-z0-9_-]+$/.test(name)) throw invalid(place, 'the name of an environment');
  return name;
};
