import type { Runner } from '../agent/run/runner.ts';
import { formatMessage, type Message } from '../base/message.ts';
import { printable } from '../base/text.ts';
import { type Description, type Operation, type Refusal, stepLine } from '../model/operation/operation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { Output } from './command.ts';
import { CliError, EXIT } from './exit.ts';
import { scan } from './scan.ts';

/** A host that can be changed, with what is known of it. */
export interface Changing {
  readonly snapshot: Snapshot;
  readonly runner: Runner;
}

/** Scans this host, and writes what is done to it into the journal that agents of this user have. */
export async function changing(output: Output): Promise<Changing> {
  const { snapshot, discovery } = await scan({ inside: false });
  const [{ Runner: RunnerClass }, { FileJournal }] = await Promise.all([
    import('../agent/run/runner.ts'),
    import('../agent/run/journal.ts'),
  ]);
  const log = (_level: string, text: string) => output.note(text);
  return { snapshot, runner: new RunnerClass({ discovery, journal: FileJournal.ofThisUser(log) }) };
}

/** How a person wants it. */
export interface Manner {
  /** Only tells what would be done. */
  readonly dryRun: boolean;
  /** Also what can hurt. */
  readonly yes: boolean;
}

/** Options of commands that change something. */
export const MANNER_OPTIONS = {
  'dry-run': { type: 'boolean', short: 'n' },
  yes: { type: 'boolean', short: 'y' },
} as const;

export const MANNER_HELP = `  -n, --dry-run  writes what would be done, as lines for a shell, and does nothing
  -y, --yes      does also what can hurt; without it that is told and the exit code is 2`;

/** Does them one after the other. @returns the exit code. @throws CliError */
export async function change(
  { runner }: Changing,
  operations: readonly Operation[],
  manner: Manner,
  output: Output,
): Promise<number> {
  await tellInterrupted(runner, output);
  const descriptions: Description[] = [];
  for (const operation of operations) descriptions.push(await runner.describe(operation));
  for (const { refusals } of descriptions) if (refusals[0]) throw refusalError(refusals[0]);
  const warnings = descriptions.flatMap((each) => (each.danger === 'harm' ? each.warnings : []));
  for (const warning of warnings) output.note(words(warning));
  if (manner.dryRun || (warnings.length > 0 && !manner.yes)) {
    for (const step of descriptions.flatMap(({ steps }) => steps))
      output.write(`${printable(stepLine(step), 10_000)}\n`);
    if (manner.dryRun) return EXIT.ok;
    throw new CliError(EXIT.hurts, 'nothing was done: it can hurt', 'Do it with --yes.');
  }
  for (const operation of operations) {
    const entry = await known(() => runner.execute(operation));
    if (entry.undo) output.note(`${words(entry.title)}: done; \`isolens journal undo ${entry.id}\` takes it back`);
  }
  return EXIT.ok;
}

/** What an agent or a command began and did not end. */
async function tellInterrupted(runner: Runner, output: Output): Promise<void> {
  for (const { entry, progress } of await runner.interruptedChanges()) {
    const { id, title, undo } = entry;
    const far = progress.map((sentence) => ` ${words(sentence)}`).join('');
    const what = undo ? `\`isolens journal undo ${id}\` or \`keep ${id}\`` : `\`isolens journal keep ${id}\``;
    output.note(`an earlier change was interrupted: ${words(title)}.${far} ${what}`);
  }
}

/** A sentence in English, for a terminal. */
export function words(sentence: Message): string {
  return formatMessage(sentence, (text) => printable(text, 4096));
}

/** A refusal as an error of a command. */
export function refusalError({ code, message: sentence, remedy }: Refusal): CliError {
  const status = code === 'denied' ? EXIT.noRight : code === 'invalid' ? EXIT.usage : EXIT.no;
  return new CliError(status, words(sentence), words(remedy));
}

/** What the runner throws, as errors of commands. */
export async function known<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const { name, message: sentence, hint } = error.data;
    throw new CliError(name === 'denied' ? EXIT.noRight : EXIT.no, words(sentence), words(hint));
  }
}
