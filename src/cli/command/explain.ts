import { formatMessage } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { type CgroupId, pathOf } from '../../model/cgroup/cgroup.ts';
import { ancestry, type EffectiveLimit, effectiveLimits } from '../../model/cgroup/effective.ts';
import { limitText } from '../../model/cgroup/limit-text.ts';
import { holdersOf, holderText } from '../../model/holders.ts';
import { kernelName } from '../../model/namespace.ts';
import type { Command, Output } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { findNamespace, NAMESPACE_HELP } from '../find.ts';
import { findGroups, GROUP_HELP } from '../find-group.ts';
import { noteCompleteness, scan } from '../scan.ts';

/** Holders in the text: an initial namespace has a line for each process of the host. */
const SHOWN = 100;

export const command: Command = {
  usage: 'explain (holders NS | limits GROUP|PID) [--json]',
  summary: 'Tells why a namespace is alive, or which limits hold for a group and which group says so.',
  help: `${NAMESPACE_HELP}

${GROUP_HELP}

  -J, --json  {"ns", "type", "id", "holders": […]}; {"groups": [{"group", "limits": […]}]}`,
  options: { json: { type: 'boolean', short: 'J' } },
  async run(values, [topic, name, ...rest], output) {
    if (name === undefined || rest.length > 0) throw usageError('what to explain is missing');
    const json = values['json'] === true;
    if (topic === 'limits') return explainLimits(name, json ? 'json' : 'text', output);
    if (topic !== 'holders') throw usageError(`nothing is known of ${topic}`);
    const { snapshot } = await scan({ inside: false });
    const ns = findNamespace(snapshot, name);
    const holders = holdersOf(snapshot, ns.id);
    if (json) {
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

async function explainLimits(name: string, form: 'json' | 'text', output: Output): Promise<number> {
  const { snapshot } = await scan({ inside: false });
  const { CgroupValuesReader } = await import('../../agent/discover/cgroup-values.ts');
  const reader = new CgroupValuesReader();
  const groups = findGroups(snapshot, name).map((group) => {
    const chain = ancestry(group, snapshot.cgroups).map((id) => reader.read(id, snapshot.hierarchies));
    return { group, limits: effectiveLimits(chain) };
  });
  if (form === 'json') output.write(`${JSON.stringify({ groups }, undefined, 2)}\n`);
  else writeLimits(groups, output);
  return EXIT.ok;
}

function writeLimits(groups: readonly { group: CgroupId; limits: readonly EffectiveLimit[] }[], output: Output): void {
  const all = groups.flatMap(({ group, limits }) => limits.map((limit) => ({ group, ...limit })));
  for (const limit of all) {
    const sentence = formatMessage(limitText(limit, limit.group), (text) => printable(text, 4096));
    output.write(`${printable(pathOf(limit.group), 4096)}: ${sentence}\n`);
  }
  if (all.length === 0) output.write('No group of it has a controller with limits.\n');
}
