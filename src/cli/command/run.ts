import { NAMESPACE_KINDS } from '../../model/namespace.ts';
import type { Command } from '../command.ts';
import { usageError } from '../exit.ts';
import { commandGiven, RUN_HELP, RUN_OPTIONS, runThere } from '../run-there.ts';
import { scan } from '../scan.ts';
import { kindsOf } from './enter.ts';

export const command: Command = {
  usage: 'run --new KIND… [--root-inside] [-n] [-y] [-- COMMAND…]',
  summary: 'Runs a command, or a shell, in new namespaces.',
  help: `      --new KIND kinds of the new namespaces, with commas or one by one: ${NAMESPACE_KINDS.join(', ')}
${RUN_HELP}`,
  options: { new: { type: 'string', multiple: true }, ...RUN_OPTIONS },
  async run(values, words, output) {
    const kinds = kindsOf(values['new'], 'new');
    if (kinds.length === 0) throw usageError('no kind of new namespaces is given', 'For example: --new pid,net,mnt');
    const { discovery } = await scan({ inside: false });
    const user = kinds.includes('user') || values['root-inside'] === true ? 'root' : 'own';
    const enter = {
      target: { kind: 'create', kinds },
      user,
      directory: process.cwd(),
      ...commandGiven(words),
    } as const;
    return runThere(enter, values, discovery, output);
  },
};
