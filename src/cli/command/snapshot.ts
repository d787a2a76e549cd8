import type { Command } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { noteCompleteness, scan } from '../scan.ts';

export const command: Command = {
  usage: 'snapshot [--no-inside]',
  summary: 'Writes everything that can be known of this host as JSON.',
  help: `      --no-inside  do not look inside namespaces`,
  options: { 'no-inside': { type: 'boolean' } },
  async run(values, operands, output) {
    if (operands[0] !== undefined) throw usageError(`unexpected operand: ${operands[0]}`);
    const { snapshot } = await scan({ inside: values['no-inside'] !== true });
    output.write(`${JSON.stringify(snapshot, undefined, 2)}\n`);
    noteCompleteness(snapshot, output);
    return EXIT.ok;
  },
};
