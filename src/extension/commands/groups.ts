import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { printable } from '../../base/text.ts';
import { type CgroupId, cgroupId, membershipPath, pathOf } from '../../model/cgroup/cgroup.ts';
import { ancestry, effectiveLimits } from '../../model/cgroup/effective.ts';
import { groupPlace, hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { groupMeaning } from '../../model/cgroup/meaning.ts';
import { pathGroup } from '../../model/cgroup/path-group.ts';
import type { Process } from '../../model/process.ts';
import { processByPid, type Snapshot } from '../../model/snapshot.ts';
import { ReadCgroupFiles, ReadCgroups } from '../../protocol/protocol.ts';
import { groupDocument } from '../cgroups/documents.ts';
import { type GroupNode, groupsOf } from '../cgroups/group-tree.ts';
import { plainLabel } from '../escape.ts';
import { pickOne, pickSeveral } from '../ui.ts';
import { type Context, processesOf, registerCommand, registerGroupCommand } from './context.ts';
import { copy } from './copy.ts';
import { writer } from './inspect.ts';
import { revealOrOffer } from './reveal.ts';

/** Looks at groups, and ways between them, their processes and namespaces. */
export function groupCommands(context: Context): Disposable[] {
  return [
    registerGroupCommand(context, 'isolens.showTop', () => context.groupPanels.showTop()),
    registerGroupCommand(context, 'isolens.showGroupDetails', async (_, nodes) => {
      const paths = [...groupsOf(nodes).map(pathOf), ...nodes.flatMap(panelPath)];
      context.groupPanels.showDetails(paths.length > 0 ? paths : await pickPaths(context));
    }),
    registerGroupCommand(context, 'isolens.explainGroup', async (_, nodes) => {
      for (const group of groupsOf(nodes)) await explain(context, group);
    }),
    registerGroupCommand(context, 'isolens.copyGroupDirectory', (_, nodes) =>
      copy(groupsOf(nodes).flatMap((group) => directoryOf(context.state.snapshot, group) ?? [])),
    ),
    registerGroupCommand(context, 'isolens.showMoreGroups', (node) => {
      if (node) context.cgroups.showMore(node);
    }),
    registerGroupCommand(context, 'isolens.revealProcess', async (node) => {
      const process = node && processOf(context.state.snapshot, node);
      if (process) await revealOrOffer(context, process.id);
    }),
    registerCommand(context, 'isolens.revealGroup', async (node, nodes) => {
      const [process] = processesOf(context, nodes);
      const group = process ? await pickGroup(context, process) : groupAt(context.state.snapshot, panelPath(node)[0]);
      if (group !== undefined) await context.cgroups.reveal(group);
    }),
  ];
}

/** Path of the group of a panel on which a menu was opened: what the page says it is. */
function panelPath(target: unknown): string[] {
  if (typeof target !== 'object' || target === null || !('webviewSection' in target) || !('path' in target)) return [];
  return typeof target.path === 'string' ? [target.path] : [];
}

/** The group of a path in the first hierarchy that has it. */
function groupAt(snapshot: Snapshot | undefined, path: string | undefined): CgroupId | undefined {
  return snapshot && path !== undefined ? pathGroup(path, snapshot).chains[0]?.[0] : undefined;
}

function directoryOf(snapshot: Snapshot | undefined, group: CgroupId): string | undefined {
  const directory = groupPlace(group, snapshot?.hierarchies ?? [])?.directory;
  // What is pasted must not run by itself.
  return directory === undefined ? undefined : printable(directory, 4096);
}

function hierarchyOf(snapshot: Snapshot | undefined, group: CgroupId) {
  const number = snapshot?.cgroups[group]?.hierarchy;
  return snapshot?.hierarchies.find(({ id }) => id === number);
}

function processOf(snapshot: Snapshot | undefined, node: GroupNode): Process | undefined {
  if (node.type === 'process') return snapshot?.processes[node.process];
  return node.type === 'thread' && snapshot ? processByPid(snapshot, node.thread.pid) : undefined;
}

async function explain({ agent, state, documents }: Context, group: CgroupId): Promise<void> {
  const { snapshot } = state;
  const hierarchy = hierarchyOf(snapshot, group);
  if (!snapshot || !hierarchy) return;
  const files = await agent.request(ReadCgroupFiles, { group });
  const chain = await agent.request(ReadCgroups, { groups: ancestry(group, snapshot.cgroups) });
  const path = pathOf(group);
  const meaning = groupMeaning(path, snapshot.containers);
  const lines = groupDocument(writer, { group, path, hierarchy, meaning, limits: effectiveLimits(chain), files });
  await documents.show(vscode.l10n.t('Group {0} of {1}', path, hierarchyLabel(hierarchy)), snapshot.host.id, lines);
}

/** The group of a process in one of the hierarchies; a person is asked where there are several. */
async function pickGroup({ state }: Context, process: Process): Promise<CgroupId | undefined> {
  const { snapshot } = state;
  const items = process.cgroups.flatMap(({ hierarchy, path }) => {
    const group = cgroupId(hierarchy, membershipPath(path).path);
    const known = snapshot?.hierarchies.find(({ id }) => id === hierarchy);
    if (!known || !(group in (snapshot?.cgroups ?? {}))) return [];
    return [{ label: plainLabel(path), description: plainLabel(hierarchyLabel(known)), group }];
  });
  if (items.length < 2) return items[0]?.group;
  const title = vscode.l10n.t('Groups of process {0}', process.pid);
  // Groups of its own before the roots that it shares with everybody.
  items.sort((a, b) => Number(a.label === '/') - Number(b.label === '/'));
  return (await pickOne(items, { title, matchOnDescription: true }))?.group;
}

/** Paths that a person chooses of all groups. */
async function pickPaths({ state }: Context): Promise<string[]> {
  const paths = new Set(Object.values(state.snapshot?.cgroups ?? {}).map(({ path }) => path));
  const items = [...paths].sort().map((path) => ({ label: plainLabel(path), path }));
  const title = vscode.l10n.t('Groups to show side by side');
  const picked = await pickSeveral(items, { title });
  return (picked ?? []).map(({ path }) => path);
}
