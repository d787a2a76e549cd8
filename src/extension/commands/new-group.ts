import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type CgroupId, parseCgroupId, pathOf } from '../../model/cgroup/cgroup.ts';
import { type CreateGroups, newGroupId } from '../../model/operation/cgroup/create.ts';
import { groupNameProblem } from '../../model/operation/cgroup/place.ts';
import { plainLabel } from '../escape.ts';
import { showError, text } from '../ui.ts';
import type { Context } from './context.ts';
import { refOf } from './group-refs.ts';
import { operate } from './operating.ts';
import { previewedInput } from './previewed-input.ts';
import { setLimits } from './set-limits.ts';

/** Makes a group in one, and shows it. */
export async function newGroup(context: Context, parent: CgroupId): Promise<void> {
  const ref = refOf(context, parent);
  const operation = (path: string): CreateGroups => ({
    kind: 'cgroup.create',
    ...ref,
    groups: [{ path, writes: [] }],
  });
  const name = await previewedInput(context, {
    title: vscode.l10n.t('New group in {0}', plainLabel(pathOf(parent))),
    prompt: vscode.l10n.t('The name of its directory'),
    operation: (value) => {
      const problem = groupNameProblem(value);
      return problem ? text(problem) : operation(value);
    },
  });
  if (name === undefined) return;
  const entries = await operate(context, [operation(name)]);
  if (entries.length === 0) return;
  const made = newGroupId(operation(name), { path: name, writes: [] });
  await revealSoon(context, made);
  if (isCpusetOfV1(context, made)) void offerCpus(context, made);
}

/** The row comes with the next delta. */
async function revealSoon({ cgroups, state }: Context, group: CgroupId): Promise<void> {
  for (const wait of [100, 200, 400, 800, 1600]) {
    if (state.snapshot?.cgroups[group] && (await cgroups.reveal(group).catch(() => false))) return;
    await delay(wait);
  }
}

function isCpusetOfV1({ state }: Context, group: CgroupId): boolean {
  const id = parseCgroupId(group)?.hierarchy;
  const hierarchy = state.snapshot?.hierarchies.find((each) => each.id === id);
  return hierarchy?.version === 1 && hierarchy.controllers.includes('cpuset');
}

/** A new group of cpuset in v1 is of no use before that. */
async function offerCpus(context: Context, group: CgroupId): Promise<void> {
  const set = vscode.l10n.t('Set CPUs and Memory Nodes…');
  const why = vscode.l10n.t('{0} takes no process before it has CPUs and memory nodes.', plainLabel(pathOf(group)));
  if ((await vscode.window.showInformationMessage(why, set)) !== set) return;
  try {
    await setLimits(context, group, ['cpuset.cpus', 'cpuset.mems']);
  } catch (error) {
    void showError(error, () => context.log.show());
  }
}
