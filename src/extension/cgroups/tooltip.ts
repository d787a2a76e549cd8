import type * as vscode from 'vscode';
import { message } from '../../base/message.ts';
import { pathOf } from '../../model/cgroup/cgroup.ts';
import { ancestry, effectiveLimits } from '../../model/cgroup/effective.ts';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { limitText } from '../../model/cgroup/limit-text.ts';
import { groupMeaning } from '../../model/cgroup/meaning.ts';
import { V1_CONTROLLERS } from '../../model/cgroup/v1-file.ts';
import { commandLine } from '../../model/process.ts';
import { ReadCgroups } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { Words } from '../row.ts';
import { tooltipOf } from '../tooltip-text.ts';
import type { GroupNode, GroupTree } from './group-tree.ts';

/** All that is known of a row, one line below the other. */
export async function groupTooltip(
  agent: Pick<AgentClient, 'request'>,
  tree: GroupTree,
  node: GroupNode,
): Promise<vscode.MarkdownString> {
  return tooltipOf(await linesOf(agent, tree, node));
}

async function linesOf(agent: Pick<AgentClient, 'request'>, tree: GroupTree, node: GroupNode): Promise<Words[]> {
  switch (node.type) {
    case 'hierarchy':
      return hierarchyLines(tree, node.hierarchy);
    case 'group':
      return groupLines(agent, tree, node.group);
    case 'process':
      return processLines(tree, node.process);
    case 'thread':
      return [message('Thread {0} of process {1}', node.thread.tid, node.thread.pid), node.thread.comm];
    case 'more':
      return [message('Show {0} more…', node.count)];
  }
}

function hierarchyLines(tree: GroupTree, id: number): Words[] {
  const hierarchy = tree.hierarchy(id);
  if (!hierarchy) return [];
  const { mount, version, controllers } = hierarchy;
  return [
    message('Hierarchy {0} of cgroup v{1}', hierarchyLabel(hierarchy), version),
    mount ? message('mounted at {0}', mount.path) : message('It is mounted nowhere that can be seen from here.'),
    ...(mount && mount.root !== '/' ? [message('shows the groups below {0}', mount.root)] : []),
    ...(mount && mount.options.length > 0 ? [message('options: {0}', mount.options.join(' '))] : []),
    ...(mount?.readOnly ? [message('read-only')] : []),
    ...controllers.map((name) => controllerLine(name)),
  ];
}

function controllerLine(name: string): string {
  // The names of v2 are those of v1, but for io.
  const known = V1_CONTROLLERS.find((each) => each.name === (name === 'io' ? 'blkio' : name));
  return known ? `${name}: ${known.doc}` : name;
}

async function groupLines(agent: Pick<AgentClient, 'request'>, tree: GroupTree, group: string): Promise<Words[]> {
  const path = pathOf(group);
  const meaning = groupMeaning(path, tree.snapshot.containers);
  const chain = await agent.request(ReadCgroups, { groups: ancestry(group, tree.snapshot.cgroups) });
  return [path, ...(meaning ? [meaning.words] : []), ...effectiveLimits(chain).map((limit) => limitText(limit, group))];
}

function processLines(tree: GroupTree, id: string): Words[] {
  const process = tree.snapshot.processes[id];
  if (!process) return [id];
  return [
    message('Process {0}', process.pid),
    commandLine(process),
    message('User {0}', process.user ?? process.uid),
    message('{0} threads', process.threads),
  ];
}
