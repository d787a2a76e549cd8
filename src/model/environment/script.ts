import { formatMessage } from '../../base/message.ts';
import { printable, shellLine, shellQuote } from '../../base/text.ts';
import { NAMESPACE_KINDS, type NamespaceKind } from '../namespace.ts';
import { NETNS_DIR } from '../operation/netns.ts';
import type { ResolvedSpec, SpecContainer } from '../spec/spec.ts';
import { type Action, actionLines, type ContainerAction } from './action.ts';
import { configureScript, enterRootScript, joinScript } from './engine/util-linux/finish-scripts.ts';
import { launchCommand } from './engine/util-linux/launch-command.ts';
import type { PlanHost } from './host.ts';
import type { Launch } from './launch.ts';
import { launchOf } from './resource/containers.ts';
import type { Resource } from './resource.ts';

export interface ScriptInput {
  readonly spec: ResolvedSpec;
  /** The `.cspec` file, absolute. */
  readonly file: string;
  /** The directory that relative paths are seen from. */
  readonly base: string;
  readonly host: PlanHost;
  readonly resources: readonly Resource[];
}

/** Where a script keeps what it must know to take back what it did. */
export function scriptDirectory(environment: string): string {
  return `/run/isolens-script/${environment}`;
}

/**
 * What is done for a spec as a script for a POSIX shell, that a person can read and run by hand: `sh SCRIPT up`, `sh SCRIPT down`.
 * Containers are made with tools of util-linux(7).
 */
export function scriptOf(input: ScriptInput): string {
  const { spec, file, resources } = input;
  const removed = resources.filter(({ within }) => within.length === 0).toReversed();
  return [
    '#!/bin/sh',
    `# What \`isolens up\` does for ${printable(file, 4096)}, by hand: sh SCRIPT up; sh SCRIPT down. For root.`,
    'set -eu',
    'umask 022',
    `dir=${shellQuote(scriptDirectory(spec.environment))}`,
    '',
    ...(spec.containers.length > 0
      ? [...FUNCTIONS, ...spec.containers.flatMap((each) => containerLines(each, input))]
      : []),
    ...(resources.some(({ restores }) => restores) ? REMEMBER : []),
    'up() {',
    '  mkdir -p "$dir"',
    ...resources.flatMap((resource) => indented(makeLines(resource, input))),
    '}',
    '',
    'down() {',
    ...removed.flatMap((resource) => indented(removeLines(resource, input))),
    '  rm -rf "$dir"',
    '}',
    '',
    'case ${1-} in up | down) "$1" ;; *) echo "usage: $0 up|down" >&2; exit 64 ;; esac',
    '',
  ].join('\n');
}

/** What is on a line of its own in a string of the shell stays as it is. */
function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.includes('\n') || line === '' ? line : `  ${line}`));
}

function makeLines({ effect, call, make, restores = [] }: Resource, input: ScriptInput): readonly string[] {
  return [
    `# ${oneLine(formatMessage(effect))} [${call}]`,
    ...restores.map((path) => `remember ${shellQuote(path)}`),
    ...make.flatMap((action) => linesOf(action, input)),
  ];
}

/** What has gone already is no failure. */
function removeLines({ remove, restores = [] }: Resource, input: ScriptInput): readonly string[] {
  return [
    ...remove.flatMap((action) => linesOf(action, input)).map((line) => `${line} 2>/dev/null || :`),
    ...restores.map((path) => `restore ${shellQuote(path)}`),
  ];
}

/** Nothing that a person wrote ends the comment. */
function oneLine(text: string): string {
  return printable(text, 300);
}

function linesOf(action: Action, input: ScriptInput): readonly string[] {
  return action.kind === 'container' ? [containerLine(action, input)] : actionLines(action);
}

function containerLine({ verb, name }: ContainerAction, { spec }: ScriptInput): string {
  const number = spec.containers.findIndex((each) => each.name === name);
  if (verb === 'name') return `ip netns attach ${shellQuote(name)} "$(cat "$dir"/${shellQuote(name)}/pid)"`;
  return shellLine([verb, name, ...(verb === 'start' ? [] : [String(number)])]);
}

/** How one container is made: functions with its number, as its name need not be one for the shell. */
function containerLines(container: SpecContainer, input: ScriptInput): readonly string[] {
  const launch = launchHere(container, input);
  const number = input.spec.containers.indexOf(container);
  const { groups } = launch;
  const enter = enterRootScript(launch);
  return [
    `# The container ${container.name}. On descriptor 3 it tells how far it is, on 4 it waits.`,
    `launch_${number}() {`,
    `exec ${shellLine(launchCommand(launch))}`,
    '}',
    `configure_${number}() {`,
    [joinScript(launch), configureScript(launch)].filter(Boolean).join('\n') || ':',
    '}',
    `enter_root_${number}() {`,
    enter === '' ? ':' : enter,
    '}',
    `groups_${number}() { printf '%s\\n' ${groups.map(shellQuote).join(' ')}; }`,
    '',
  ];
}

function launchHere(container: SpecContainer, { spec, base, host }: ScriptInput): Launch {
  const joins = NAMESPACE_KINDS.flatMap((kind): [NamespaceKind, string][] => {
    const file = joinedFile(kind, container, spec);
    return file === undefined ? [] : [[kind, file]];
  });
  const launch = launchOf(spec, container.name, { base, host, joins: Object.fromEntries(joins) });
  return { ...launch, directory: `${scriptDirectory(spec.environment)}/${container.name}` };
}

/** Of a container the script itself makes a link to the directory of its namespaces. */
function joinedFile(kind: NamespaceKind, { namespaces }: SpecContainer, spec: ResolvedSpec): string | undefined {
  const namespace = namespaces[kind];
  switch (namespace.kind) {
    case 'path':
      return namespace.path;
    case 'process':
      return `/proc/${namespace.pid}/ns/${kind}`;
    case 'join': {
      const isContainer = spec.containers.some(({ name }) => name === namespace.of);
      if (!isContainer) return `${NETNS_DIR}/${namespace.of}`;
      return `${scriptDirectory(spec.environment)}/${namespace.of}/ns/${kind}`;
    }
    default:
      return undefined;
  }
}

/** Values of the host that are put back. */
const REMEMBER = [
  '# What a file of the kernel says, to be put back.',
  'saved() { echo "$dir/before-$(echo "$1" | tr / _)"; }',
  'remember() { cat "$1" > "$(saved "$1")"; }',
  'restore() { if [ -e "$(saved "$1")" ]; then cat "$(saved "$1")" > "$1"; fi; }',
  '',
];

const FUNCTIONS = [
  '# Waits until a container says that it is so far.',
  'await() {',
  '  read -r word rest < "$dir/$1/told"',
  '  [ "$word" = "$2" ] || { echo "$1: $word $rest" >&2; cat "$dir/$1/log" >&2; exit 1; }',
  '}',
  '',
  '# The first process of a container: unshare and nsenter stay as its parents.',
  'first() {',
  '  read -r child _ < "/proc/$1/task/$1/children" || :',
  '  if [ -n "$child" ]; then first "$child"; else echo "$1"; fi',
  '}',
  '',
  '# Makes the namespaces of a container with a process that waits. What runs in the background lives as long as it.',
  'create() {',
  '  mkdir -p "$dir/$1/stage"',
  '  mkfifo "$dir/$1/told" "$dir/$1/go"',
  '  (',
  "    trap '' HUP INT",
  '    exec 3<> "$dir/$1/told" 4<> "$dir/$1/go" > "$dir/$1/log" 2>&1 < /dev/null',
  '    "launch_$2" &',
  '    echo $! > "$dir/$1/launcher"',
  '    code=0',
  '    wait $! || code=$?',
  '    echo "$code" > "$dir/$1/exit"',
  '    echo "ended $code" >&3',
  '  ) &',
  '  await "$1" made',
  '  first "$(cat "$dir/$1/launcher")" > "$dir/$1/pid"',
  '  pid=$(cat "$dir/$1/pid")',
  '  ln -s "/proc/$pid/ns" "$dir/$1/ns"',
  '  ( set -- "$pid" "$2"; "configure_$2" "$1" )',
  '  echo > "$dir/$1/go"',
  '  await "$1" ready',
  '  ( set -- "$pid" "$2"; "enter_root_$2" "$1" )',
  '}',
  '',
  '# Lets it execute its command.',
  'start() {',
  '  echo > "$dir/$1/go"',
  '  await "$1" running',
  '}',
  '',
  '# TERM, and after two seconds (GRACE, in tenths of one) KILL; groups are free a moment after their last process.',
  'stop() {',
  '  pid=$(cat "$dir/$1/pid") || return 0',
  '  kill "$pid" || :',
  '  tries=${GRACE:-20}',
  '  while [ "$tries" -gt 0 ] && kill -0 "$pid"; do sleep 0.1; tries=$((tries - 1)); done',
  '  kill -9 "$pid" "$(cat "$dir/$1/launcher")" || :',
  '  for group in $("groups_$2"); do',
  '    while pids=$(cat "$group/cgroup.procs") && [ -n "$pids" ]; do kill -9 $pids || :; sleep 0.05; done',
  '  done',
  '}',
  '',
];
