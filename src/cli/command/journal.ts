import { printable } from '../../base/text.ts';
import type { JournalEntry } from '../../model/operation/journal.ts';
import { changing, known, words } from '../change.ts';
import type { Command, Output } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';

export const command: Command = {
  usage: 'journal [undo ENTRY | keep ENTRY] [--json]',
  summary: 'Lists what was done to this host, takes an entry back, or leaves one that was interrupted as it is.',
  help: `The journal is one for all agents and commands of a user: /run/isolens for root.
ENTRY is its number, or \`last\` for the latest that can be taken back.

  -J, --json  {"entries": […]}`,
  options: { json: { type: 'boolean', short: 'J' } },
  async run(values, [verb, entry, ...rest], output) {
    if (rest.length > 0 || (verb !== undefined && entry === undefined)) throw usageError('one ENTRY is needed');
    const { runner } = await changing(output);
    switch (verb) {
      case undefined:
        list(runner.journal(), values['json'] === true ? 'json' : 'text', output);
        return EXIT.ok;
      case 'undo':
        await known(() => runner.undo(idOf(entry ?? '', runner.journal())));
        return EXIT.ok;
      case 'keep':
        await known(() => runner.keep(entry ?? ''));
        return EXIT.ok;
      default:
        throw usageError(`no such act: ${verb}`);
    }
  },
};

function idOf(entry: string, entries: readonly JournalEntry[]): string {
  if (entry !== 'last') return entry;
  return entries.findLast(({ state, undo }) => state === 'done' && undo)?.id ?? entry;
}

function list(entries: readonly JournalEntry[], form: 'json' | 'text', output: Output): void {
  if (form === 'json') {
    output.write(`${JSON.stringify({ entries }, undefined, 2)}\n`);
    return;
  }
  for (const { id, time, state, title, error } of entries) {
    const why = error === undefined ? '' : `: ${printable(error, 1000)}`;
    output.write(`${id}  ${new Date(time).toISOString()}  ${state.padEnd(8)}  ${words(title)}${why}\n`);
  }
}
