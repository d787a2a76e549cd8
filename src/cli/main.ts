import { parseArgs } from 'node:util';
import { printable } from '../base/text.ts';
import type { Command, Output } from './command.ts';
import { CliError, EXIT, usageError } from './exit.ts';

/** Each command is loaded when it is needed: most of the time of a short run is loading. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  ls: () => import('./command/ls.ts'),
  snapshot: () => import('./command/snapshot.ts'),
  explain: () => import('./command/explain.ts'),
  'explain path': () => import('./command/explain-path.ts'),
  compare: () => import('./command/compare.ts'),
  host: () => import('./command/host.ts'),
  cgroups: () => import('./command/cgroups.ts'),
  'cgroups top': () => import('./command/cgroups-top.ts'),
  topology: () => import('./command/topology.ts'),
  journal: () => import('./command/journal.ts'),
  enter: () => import('./command/enter.ts'),
  run: () => import('./command/run.ts'),
  plan: () => import('./command/plan.ts'),
  up: () => import('./command/up.ts'),
  down: () => import('./command/down.ts'),
  status: () => import('./command/status.ts'),
  test: () => import('./command/test.ts'),
  logs: () => import('./command/logs.ts'),
  'export sh': () => import('./command/export-sh.ts'),
  check: () => import('./command/check.ts'),
  format: () => import('./command/format.ts'),
  lsp: () => import('./command/lsp.ts'),
};

/** Words that ask for help; `help --help` asks no more than `help`. */
const HELP: readonly string[] = ['--help', '-h', 'help'];

declare const __BUILD__: string;

const output: Output = {
  write: (text) => process.stdout.write(text),
  note: (text) => process.stderr.write(`isolens: ${printable(text, 1000)}\n`),
  columns: (process.stdout.isTTY && process.stdout.columns) || undefined,
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) throw usageError('a command is needed', await overview());
  if (HELP.includes(name)) return help(rest.filter((word) => !HELP.includes(word)));
  if (name === '--version' || name === '-V') return version();
  return runCommand(args);
}

async function runCommand(words: readonly string[]): Promise<number> {
  const name = commandIn(words);
  const command = await load(name);
  const { values, positionals } = parse(command, words.slice(name.split(' ').length));
  if (values['help'] === true) return help([name]);
  return command.run(values, positionals, output);
}

/** The command that the words begin with: of one word, or of two. */
function commandIn([first = '', second = '']: readonly string[]): string {
  const both = `${first} ${second}`;
  return Object.hasOwn(COMMANDS, both) ? both : first;
}

async function load(name: string): Promise<Command> {
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!found) throw usageError(`no such command: ${name}`, `Commands: ${Object.keys(COMMANDS).join(', ')}.`);
  return (await found()).command;
}

function parse(command: Command, args: readonly string[]) {
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    return parseArgs({ args: [...args], options: { ...command.options, help }, allowPositionals: true });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.keys(COMMANDS).map(load));
  const lines = commands.map(({ usage, summary }) => `  isolens ${usage}\n      ${summary}`);
  return `Usage:\n${lines.join('\n')}\n  isolens help COMMAND\n  isolens --version`;
}

async function help(words: readonly string[]): Promise<number> {
  if (words.length === 0) {
    output.write(
      `Shows the namespaces and cgroups of this Linux host, changes cgroups, and checks .cspec files.\n\n${await overview()}\n\n${EXIT_HELP}\n`,
    );
    return EXIT.ok;
  }
  const { usage, summary, help: text } = await load(commandIn(words));
  output.write(`Usage: isolens ${usage}\n\n${summary}\n\n${text}\n  -h, --help  this text\n\n${EXIT_HELP}\n`);
  return EXIT.ok;
}

const EXIT_HELP = `Exit codes: 0 yes or done, 1 no or failed, 2 as the help of a command states, 64 wrong usage,
66 a file that cannot be read, 69 no kernel interface, 77 not enough rights.`;

function version(): number {
  output.write(`isolens ${typeof __BUILD__ === 'undefined' ? 'dev' : __BUILD__}\n`);
  return EXIT.ok;
}

/** Errors end with one line, and what to do about it: never with a trace. */
function fail(error: unknown): number {
  output.note(error instanceof Error ? error.message : String(error));
  if (error instanceof CliError) {
    if (error.remedy) process.stderr.write(`${error.remedy}\n`);
    return error.code;
  }
  return isDenied(error) ? EXIT.noRight : EXIT.no;
}

/** By a system call of the kernel layer (`errno` is a name) or of Node (`code` is). */
function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const names = ['errno' in error && error.errno, 'code' in error && error.code];
  return names.includes('EACCES') || names.includes('EPERM');
}

/** A reader that has seen enough (`| head`) is no failure. */
function stopWriting(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  output.note(`cannot write: ${error.message}`);
  process.exit(EXIT.no);
}

process.stdout.on('error', stopWriting);
process.stderr.on('error', () => {});
void main(process.argv.slice(2))
  .catch(fail)
  .then((code) => {
    process.exitCode = code;
  });
