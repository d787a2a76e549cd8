import * as vscode from 'vscode';
import { type CgroupId, parseCgroupId, pathOf } from '../../model/cgroup/cgroup.ts';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { groupOf } from '../../model/operation/cgroup/move.ts';
import { commandLine, type Process, type ProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { GroupNode } from '../cgroups/group-tree.ts';
import { plainLabel } from '../escape.ts';
import { pickOne, pickSeveral } from '../ui.ts';
import type { Context } from './context.ts';
import { refOf } from './group-refs.ts';
import { operate } from './operating.ts';

/** Moves processes to a group. */
export async function moveTo(
  context: Context,
  group: CgroupId,
  processes: readonly ProcessId[],
  ask: 'harm' | 'always' = 'harm',
): Promise<void> {
  if (processes.length === 0) return;
  await operate(context, [{ kind: 'cgroup.move', moves: [{ ...refOf(context, group), processes }] }], ask);
}

/** Lets a person choose processes that are in other groups of the hierarchy. */
export async function pickProcesses({ state }: Context, group: CgroupId): Promise<ProcessId[]> {
  const hierarchy = parseCgroupId(group)?.hierarchy ?? 0;
  const all = Object.values(state.snapshot?.processes ?? {});
  const items = all
    .filter((process) => process.argv.length > 0 && groupOf(process, hierarchy) !== group)
    .sort((a, b) => b.startTime - a.startTime)
    .map((process) => ({
      label: plainLabel(`${process.pid} ${process.comm}`),
      description: plainLabel(pathOf(groupOf(process, hierarchy) ?? '')),
      detail: plainLabel(commandLine(process)),
      id: process.id,
    }));
  const title = vscode.l10n.t('Move processes to {0}', plainLabel(pathOf(group)));
  const picked = await pickSeveral(items, { title, matchOnDescription: true, matchOnDetail: true });
  return (picked ?? []).map(({ id }) => id);
}

/** Lets a person choose the group that processes are moved to: of one hierarchy, or of all. */
export async function pickTarget(
  { state }: Context,
  processes: readonly Process[],
  hierarchy?: number,
): Promise<CgroupId | undefined> {
  const { snapshot } = state;
  if (!snapshot || processes.length === 0) return undefined;
  const [first] = processes;
  const title =
    processes.length === 1 && first
      ? vscode.l10n.t('Move process {0} to', first.pid)
      : vscode.l10n.t('Move {0} processes to', processes.length);
  const isElsewhere = (group: CgroupId, of: number) => processes.some((process) => groupOf(process, of) !== group);
  const items = targetsOf(snapshot, isElsewhere, hierarchy);
  return (await pickOne(items, { title, matchOnDescription: true }))?.group;
}

/**
 * The groups that something can be moved to, v2 first.
 * @param isElsewhere whether it is in another group of the hierarchy than this
 * @param hierarchy the only one; by default all
 */
export function targetsOf(
  { hierarchies, cgroups }: Snapshot,
  isElsewhere: (group: CgroupId, hierarchy: number) => boolean,
  hierarchy?: number,
) {
  return hierarchies
    .filter(({ id, mount }) => mount && (hierarchy === undefined || id === hierarchy))
    .toSorted((a, b) => b.version - a.version || a.id - b.id)
    .flatMap((each) => {
      const here = Object.values(cgroups).filter((group) => group.hierarchy === each.id && group.inode !== undefined);
      return here
        .filter(({ id }) => isElsewhere(id, each.id))
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map(({ id, path }) => ({ label: plainLabel(path), description: plainLabel(hierarchyLabel(each)), group: id }));
    });
}

/** The processes of rows of the view *Cgroups*, with the hierarchy that the first was clicked in. */
export function membersOfRows({ state }: Context, nodes: readonly GroupNode[]) {
  const members = nodes.flatMap((node) => (node.type === 'process' ? [node] : []));
  const processes = members.flatMap(({ process }) => state.snapshot?.processes[process] ?? []);
  const [first] = members;
  return { processes, hierarchy: first && parseCgroupId(first.group)?.hierarchy };
}
