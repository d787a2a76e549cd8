import { printable } from '../../base/text.ts';
import { type Cgroup, type CgroupId, groupName } from '../../model/cgroup/cgroup.ts';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { usageWords } from '../../model/cgroup/usage.ts';
import type { CgroupValues } from '../../model/cgroup/values.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { change, changing, MANNER_HELP, MANNER_OPTIONS } from '../change.ts';
import type { Command, Output, Values } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { GROUP_HELP } from '../find-group.ts';
import { GROUP_VERBS_HELP } from '../group-verbs-help.ts';
import { scan } from '../scan.ts';

export const command: Command = {
  usage: 'cgroups [--json] | cgroups VERB …',
  summary: 'Lists the cgroups of all hierarchies, with what they use beside their limits; changes them.',
  help: `A tree for each hierarchy, v1 and v2. Memory is in bytes with K, M, G as powers of 1024.

  -J, --json  {"hierarchies": […], "groups": [{"id", "path", "parent", "values"}]}

Each change is checked before, written into the journal, and can be taken back:

${GROUP_VERBS_HELP}

${GROUP_HELP}

${MANNER_HELP}`,
  options: { json: { type: 'boolean', short: 'J' }, thread: { type: 'boolean' }, ...MANNER_OPTIONS },
  async run(values, [verb, ...operands], output) {
    if (verb !== undefined)
      return changeGroups(values['thread'] === true ? `${verb} --thread` : verb, operands, values, output);
    if (values['thread'] === true) throw usageError('--thread is for move');
    const { snapshot } = await scan({ inside: false });
    const { CgroupValuesReader } = await import('../../agent/discover/cgroup-values.ts');
    const reader = new CgroupValuesReader();
    const read = (id: CgroupId) => reader.read(id, snapshot.hierarchies);
    if (values['json'] === true) writeJson(snapshot, read, output);
    else writeTrees(snapshot, read, output);
    return EXIT.ok;
  },
};

async function changeGroups(
  verb: string,
  operands: readonly string[],
  values: Values,
  output: Output,
): Promise<number> {
  const { GROUP_VERBS } = await import('../group-verbs.ts');
  const make = Object.hasOwn(GROUP_VERBS, verb) ? GROUP_VERBS[verb] : undefined;
  if (!make) throw usageError(`no such verb: ${verb}`);
  const host = await changing(output);
  const manner = { dryRun: values['dry-run'] === true, yes: values['yes'] === true };
  return change(host, make(operands, host.snapshot), manner, output);
}

type Read = (id: CgroupId) => CgroupValues;

function writeJson({ hierarchies, cgroups }: Snapshot, read: Read, output: Output): void {
  const groups = Object.values(cgroups).map((group) => ({ ...group, values: read(group.id) }));
  output.write(`${JSON.stringify({ hierarchies, groups }, undefined, 2)}\n`);
}

function writeTrees({ hierarchies, cgroups }: Snapshot, read: Read, output: Output): void {
  const children = new Map<CgroupId | undefined, Cgroup[]>();
  for (const group of Object.values(cgroups)) {
    const siblings = children.get(group.parent);
    if (siblings) siblings.push(group);
    else children.set(group.parent, [group]);
  }
  const write = (group: Cgroup, indent: string): void => {
    const words = usageWords(read(group.id)).join(' · ');
    output.write(`${indent}${printable(groupName(group.path), 200)}${words === '' ? '' : `  ${words}`}\n`);
    const below = children.get(group.id) ?? [];
    for (const child of below.toSorted((a, b) => (a.path < b.path ? -1 : 1))) write(child, `${indent}  `);
  };
  for (const hierarchy of hierarchies) {
    const where = hierarchy.mount ? printable(hierarchy.mount.path) : 'not mounted';
    output.write(`${printable(hierarchyLabel(hierarchy))} (v${hierarchy.version}, ${where})\n`);
    for (const top of children.get(undefined) ?? []) if (top.hierarchy === hierarchy.id) write(top, '  ');
  }
}
