import { formatMessage } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { holdersOf, holderText } from '../../model/holders.ts';
import { kernelName } from '../../model/namespace.ts';
import type { Command } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { findNamespace, NAMESPACE_HELP } from '../find.ts';
import { noteCompleteness, scan } from '../scan.ts';

/** Holders in the text: an initial namespace has a line for each process of the host. */
const SHOWN = 100;

export const command: Command = {
  usage: 'explain holders NS [--json]',
  summary: 'Tells why a namespace is alive: everything that holds it.',
  help: `${NAMESPACE_HELP}

  -J, --json  {"ns", "type", "id", "holders": […]}`,
  options: { json: { type: 'boolean', short: 'J' } },
  async run(values, [topic, name, ...rest], output) {
    if (topic !== 'holders' || name === undefined || rest.length > 0) throw usageError('what to explain is missing');
    const { snapshot } = await scan({ inside: false });
    const ns = findNamespace(snapshot, name);
    const holders = holdersOf(snapshot, ns.id);
    if (values['json'] === true) {
      output.write(`${JSON.stringify({ ns: ns.inode, type: ns.kind, id: ns.id, holders }, undefined, 2)}\n`);
    } else {
      const title = [kernelName(ns), ns.name].filter(Boolean).join(' ');
      output.write(`${printable(title)} is alive because:\n`);
      for (const holder of holders.slice(0, SHOWN)) {
        output.write(`- ${formatMessage(holderText(snapshot, holder), (text) => printable(text))}\n`);
      }
      if (holders.length > SHOWN) output.write(`- and ${holders.length - SHOWN} more (all with --json)\n`);
      if (holders.length === 0) output.write('- nothing that can be seen from here holds it.\n');
    }
    noteCompleteness(snapshot, output);
    return EXIT.ok;
  },
};
