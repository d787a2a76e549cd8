import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Discovery } from '../agent/discover/discovery.ts';
import { printable } from '../base/text.ts';
import type { Enter } from '../model/enter/enter.ts';
import { stepLine } from '../model/operation/operation.ts';
import { known, MANNER_HELP, MANNER_OPTIONS, refusalError, words } from './change.ts';
import type { Output, Values } from './command.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { loadNative } from './scan.ts';

/** Options of what runs a command somewhere else, and what they do. */
export const RUN_OPTIONS = { 'root-inside': { type: 'boolean' }, ...MANNER_OPTIONS } as const;
export const RUN_HELP = `      --root-inside as root of the user namespace that it comes to
${MANNER_HELP}

COMMAND is a program with its arguments, by default a shell. Its exit code is that of the command, 128 and the number of
the signal that ended it; before that 1 refused, 2 it can hurt and --yes is missing, 77 not enough rights.`;

const PATIENCE_MS = 1000;

/** Runs it with the terminal and the files that this command has, and waits for it. @returns its exit code. @throws CliError */
export async function runThere(enter: Enter, values: Values, discovery: Discovery, output: Output): Promise<number> {
  const [{ Entrance }, { releaseWhenEntered }, { closeAllOnExec }] = await loadNative(() =>
    Promise.all([
      import('../agent/terminal/entrance.ts'),
      import('../agent/terminal/entered.ts'),
      import('../agent/kernel/fd.ts'),
    ]),
  );
  const entrance = new Entrance(discovery);
  const { steps, warnings, danger, refusals } = await known(() => entrance.describe(enter));
  if (refusals[0]) throw refusalError(refusals[0]);
  for (const warning of warnings) output.note(words(warning));
  const dryRun = values['dry-run'] === true;
  const hurts = danger === 'harm' && values['yes'] !== true;
  if (dryRun || hurts) for (const step of steps) output.write(`${printable(stepLine(step), 10_000)}\n`);
  if (dryRun) return EXIT.ok;
  if (hurts) throw new CliError(EXIT.hurts, 'nothing was run: it can hurt', 'Do it with --yes.');
  const entry = await known(() => entrance.open(enter));
  const [file, ...args] = entry.argv;
  closeAllOnExec();
  heedSignals(() => child);
  const child = spawn(file, args, { stdio: 'inherit', cwd: entry.directory, env: entry.env });
  const release = releaseWhenEntered(child.pid ?? 0, entry);
  try {
    return await exitCode(child);
  } finally {
    release.dispose();
    discovery.dispose();
  }
}

/**
 * Signals of the keyboard come to both: they are meant for the command. Those that are sent to this one are handed on;
 * unshare(1) does not heed them when it has forked, so it is killed a second later, and its child with it.
 * Heeded before there is a child: one that came between would end this one and leave the child behind.
 */
function heedSignals(child: () => ChildProcess): void {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, () => {});
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(child(), signal));
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', ({ message }) => reject(new CliError(EXIT.no, message)));
    child.once('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? EXIT.no)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  child.kill(signal);
  setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
}

/** The command of an {@link Enter}, from what was given behind the target. */
export function commandGiven(words: readonly string[]): Pick<Enter, 'command'> {
  if (words[0] === '') throw usageError('the name of the command is empty');
  return words.length > 0 ? { command: words } : {};
}
