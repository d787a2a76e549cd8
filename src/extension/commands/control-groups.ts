import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import type { Operation } from '../../model/operation/operation.ts';
import type { GroupNode } from '../cgroups/group-tree.ts';
import { plainLabel } from '../escape.ts';
import { offerTrust, pickOne, showError } from '../ui.ts';
import { type Context, type Handler, processesOf, registerCommand, registerGroupCommand } from './context.ts';
import { changeControllers } from './group-controllers.ts';
import { groupOfRow, groupsOfRows, refOf } from './group-refs.ts';
import { mountHierarchy } from './mount-hierarchy.ts';
import { membersOfRows, moveTo, pickProcesses, pickTarget } from './move-processes.ts';
import { moveThreads } from './move-threads.ts';
import { newGroup } from './new-group.ts';
import { acting, operate } from './operating.ts';
import { clearLimits, setLimits } from './set-limits.ts';

/** Commands that change groups. */
export function controlCommands(context: Context): Disposable[] {
  const on = (id: string, act: Handler<GroupNode>) => acting(registerGroupCommand, context, id, act);
  /** With the group of the row, or one that is chosen. */
  const onOne = (id: string, act: (group: CgroupId) => Promise<unknown>) =>
    on(id, async (node) => {
      const group = groupOfRow(context, node) ?? (await pickGroup(context));
      if (group !== undefined) await act(group);
    });
  const onAll = (id: string, make: (group: CgroupId) => Operation) =>
    on(id, async (_, nodes) => {
      const chosen = groupsOfRows(nodes);
      const groups = chosen.length > 0 ? chosen : [await pickGroup(context)].flatMap((group) => group ?? []);
      if (groups.length > 0) await operate(context, groups.map(make));
    });
  return [
    onOne('isolens.newGroup', (group) => newGroup(context, group)),
    onOne('isolens.setLimit', (group) => setLimits(context, group)),
    onOne('isolens.clearLimit', (group) => clearLimits(context, group)),
    onOne('isolens.moveProcessesHere', async (group) => moveTo(context, group, await pickProcesses(context, group))),
    onOne('isolens.changeControllers', (group) => changeControllers(context, group)),
    onAll('isolens.freezeGroup', (group) => ({ kind: 'cgroup.freeze', ...refOf(context, group), frozen: true })),
    onAll('isolens.thawGroup', (group) => ({ kind: 'cgroup.freeze', ...refOf(context, group), frozen: false })),
    onAll('isolens.killGroup', (group) => ({ kind: 'cgroup.kill', ...refOf(context, group) })),
    onAll('isolens.deleteGroup', (group) => ({ kind: 'cgroup.delete', ...refOf(context, group) })),
    on('isolens.mountHierarchy', (node) => mountHierarchy(context, unmountedControllers(context, node))),
    on('isolens.moveMemberToGroup', async (_, nodes) => {
      const { processes, hierarchy } = membersOfRows(context, nodes);
      const group = await pickTarget(context, processes, hierarchy);
      if (group !== undefined)
        await moveTo(
          context,
          group,
          processes.map(({ id }) => id),
        );
    }),
    on('isolens.moveThreadToGroup', (_, nodes) => moveThreads(context, nodes)),
    acting(registerCommand, context, 'isolens.moveToGroup', async (_, nodes) => {
      const processes = processesOf(context, nodes);
      const group = await pickTarget(context, processes);
      if (group !== undefined)
        await moveTo(
          context,
          group,
          processes.map(({ id }) => id),
        );
    }),
    context.cgroups.onDrop(({ group, processes }) => void drop(context, group, processes)),
  ];
}

/** Dropped by mistake is dropped soon: always asked. */
async function drop(context: Context, group: CgroupId, processes: readonly string[]): Promise<void> {
  try {
    if (vscode.workspace.isTrusted) await moveTo(context, group, processes, 'always');
    else void offerTrust();
  } catch (error) {
    void showError(error, () => context.log.show());
  }
}

/** The controllers of a hierarchy that is mounted nowhere. */
function unmountedControllers({ state }: Context, node: GroupNode | undefined): readonly string[] {
  if (node?.type !== 'hierarchy') return [];
  const hierarchy = state.snapshot?.hierarchies.find(({ id }) => id === node.hierarchy);
  return hierarchy?.version === 1 && !hierarchy.mount ? hierarchy.controllers : [];
}

/** Lets a person choose a group. */
async function pickGroup({ state }: Context): Promise<CgroupId | undefined> {
  const { hierarchies = [], cgroups = {} } = state.snapshot ?? {};
  const labels = new Map(hierarchies.map((hierarchy) => [hierarchy.id, hierarchyLabel(hierarchy)]));
  const items = Object.values(cgroups)
    .filter(({ inode }) => inode !== undefined)
    .map(({ id, path, hierarchy }) => ({
      label: plainLabel(path),
      description: plainLabel(labels.get(hierarchy) ?? ''),
      group: id,
    }));
  const title = vscode.l10n.t('Group');
  return (await pickOne(items, { title, matchOnDescription: true }))?.group;
}
