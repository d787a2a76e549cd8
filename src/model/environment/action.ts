import { shellLine, shellQuote } from '../../base/text.ts';

/**
 * One thing that is done on the host, as a person could do it by hand. Plans are made of these, engines do them, and
 * scripts are written from them. All text is raw.
 */
export type Action = IpAction | CommandAction | WriteAction | FileAction | DirectoryAction | ContainerAction;

/** ip(8); those of one network namespace that follow each other are one `ip -batch`. */
export interface IpAction {
  readonly kind: 'ip';
  /** Name of the network namespace as of ip-netns(8); undefined: the host's. */
  readonly netns?: string;
  /** No white space in any of them. */
  readonly args: readonly string[];
}

export interface CommandAction {
  readonly kind: 'command';
  readonly argv: readonly string[];
  /** What it reads from its standard input. */
  readonly input?: string;
}

/** A line into a file of the kernel. */
export interface WriteAction {
  readonly kind: 'write';
  readonly file: string;
  readonly value: string;
}

/** A file of ours, written by rename. */
export interface FileAction {
  readonly kind: 'file';
  readonly path: string;
  /** Without the last newline. */
  readonly text: string;
}

/** `make`: mkdir(2), with those above that are missing; `remove`: rmdir(2). */
export interface DirectoryAction {
  readonly kind: 'directory';
  readonly verb: 'make' | 'remove';
  readonly path: string;
}

/**
 * `create`: its process 1 is there in its namespaces and waits; `name`: its network namespace gets its name as of ip-netns(8);
 * `start`: it executes the command; `stop`: TERM, then kill, then nothing is left of it.
 */
export interface ContainerAction {
  readonly kind: 'container';
  readonly verb: 'create' | 'name' | 'start' | 'stop';
  readonly name: string;
  /** What its engine does, for a person to read. */
  readonly shown?: readonly string[];
}

/** An action as lines for a POSIX shell; of a container what its engine does is put in by who knows the engine. */
export function actionLines(action: Exclude<Action, ContainerAction>): readonly string[] {
  switch (action.kind) {
    case 'ip':
      return [shellLine(['ip', ...(action.netns === undefined ? [] : ['-n', action.netns]), ...action.args])];
    case 'command':
      return commandLines(action);
    case 'write':
      return [`echo ${shellQuote(action.value)} > ${shellQuote(action.file)}`];
    case 'file':
      return [`printf '%s\\n' ${shellQuote(action.text)} > ${shellQuote(action.path)}`];
    case 'directory':
      return [action.verb === 'make' ? shellLine(['mkdir', '-p', action.path]) : shellLine(['rmdir', action.path])];
  }
}

function commandLines({ argv, input }: CommandAction): readonly string[] {
  if (input === undefined) return [shellLine(argv)];
  return [`printf '%s\\n' ${shellQuote(input)} | ${shellLine(argv)}`];
}
