import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type CgroupId, groupName, parseCgroupId } from '../../model/cgroup/cgroup.ts';
import { ancestry, type EffectiveLimit, effectiveLimits } from '../../model/cgroup/effective.ts';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { type CgroupRates, ratesBetween } from '../../model/cgroup/rates.ts';
import { roughSize } from '../../model/cgroup/size.ts';
import { usageWords } from '../../model/cgroup/usage.ts';
import type { CgroupValues } from '../../model/cgroup/values.ts';
import { commandLine } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ReadCgroups } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import { plainLabel } from '../escape.ts';
import type { HostState } from '../host-state.ts';
import { type GroupNode, GroupTree, MOST_PROCESSES } from './group-tree.ts';

export const CGROUPS_VIEW_ID = 'isolens.cgroups';

/** Values are read so often while somebody looks. */
const POLL_MS = 1000;

/** Rows change at most so often when groups or processes come and go. */
const GAP_MS = 500;

/** What is known of the use of a group. */
interface Use {
  readonly values: CgroupValues;
  readonly rates: CgroupRates | undefined;
}

/** The view *Cgroups*: hierarchies, groups and processes, with what the groups in sight use now. */
export class CgroupsView implements vscode.TreeDataProvider<GroupNode>, Disposable {
  readonly view: vscode.TreeView<GroupNode>;
  readonly #agent: AgentClient;
  readonly #store = new DisposableStore();
  readonly #fired = new vscode.EventEmitter<GroupNode[] | undefined>();
  /** Groups whose rows VS Code has asked for. */
  readonly #shown = new Map<CgroupId, GroupNode>();
  readonly #use = new Map<CgroupId, Use>();
  readonly #nodes = new Map<string, GroupNode>();
  #tree: GroupTree | undefined;
  #timer: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
  #reading = false;

  readonly onDidChangeTreeData = this.#fired.event;

  constructor(state: HostState, agent: AgentClient) {
    this.#agent = agent;
    this.view = vscode.window.createTreeView(CGROUPS_VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#store.add(this.view);
    this.#store.add(this.#fired);
    this.#store.add(state.onChange((snapshot) => this.#take(snapshot)));
    this.#store.add(this.view.onDidChangeVisibility(() => this.#follow()));
    this.#store.add(this.view.onDidCollapseElement(({ element }) => this.#forget(element)));
    this.#follow();
  }

  getChildren(node?: GroupNode): GroupNode[] {
    const children = ((node ? this.#tree?.childrenOf(node) : this.#tree?.roots) ?? []).map((child) =>
      this.#same(child),
    );
    for (const child of children) if (child.type === 'group') this.#shown.set(child.group, child);
    if (children.length > 0 && this.view.visible) void this.#read();
    return children;
  }

  /** VS Code knows rows by their objects: the same key is the same object. */
  #same(node: GroupNode): GroupNode {
    const known = this.#nodes.get(node.key);
    if (known) return known;
    this.#nodes.set(node.key, node);
    return node;
  }

  getTreeItem(node: GroupNode): vscode.TreeItem {
    const item = this.#tree ? this.#itemOf(node, this.#tree) : new vscode.TreeItem('');
    item.id = node.key;
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: GroupNode): Promise<vscode.TreeItem> {
    const snapshot = this.#tree?.snapshot;
    if (node.type !== 'group' || !snapshot) return item;
    const chain = await this.#agent.request(ReadCgroups, { groups: ancestry(node.group, snapshot.cgroups) });
    const lines = [parseCgroupId(node.group)?.path ?? '', ...effectiveLimits(chain).map(limitText)];
    const tooltip = new vscode.MarkdownString();
    for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n');
    item.tooltip = tooltip;
    return item;
  }

  dispose(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#later);
    this.#store.dispose();
  }

  #take(snapshot: Snapshot | undefined): void {
    const before = this.#tree?.snapshot;
    this.#tree = snapshot && new GroupTree(snapshot);
    const same = before?.cgroups === snapshot?.cgroups && before?.processes === snapshot?.processes;
    if (same && before?.hierarchies === snapshot?.hierarchies) return;
    this.#later ??= setTimeout(() => this.#showAll(), GAP_MS);
  }

  #showAll(): void {
    this.#later = undefined;
    this.#shown.clear();
    for (const [key, node] of this.#nodes) if (!this.#tree?.has(node)) this.#nodes.delete(key);
    this.#fired.fire(undefined);
  }

  /** Nothing is read while nobody looks. */
  #follow(): void {
    clearInterval(this.#timer);
    if (!this.view.visible) return;
    void this.#read();
    this.#timer = setInterval(() => void this.#read(), POLL_MS);
  }

  #forget(node: GroupNode): void {
    for (const child of this.#tree?.childrenOf(node) ?? []) {
      if (child.type !== 'group' || !this.#shown.delete(child.group)) continue;
      this.#use.delete(child.group);
      this.#forget(child);
    }
  }

  /** One reading at a time; rows that say the same as before stay as they are. */
  async #read(): Promise<void> {
    const groups = [...this.#shown.keys()];
    if (this.#reading || groups.length === 0 || !this.#tree) return;
    this.#reading = true;
    try {
      const tree = this.#tree;
      const read = await this.#agent.request(ReadCgroups, { groups });
      // All rows are drawn anew: they ask for their values again.
      if (tree !== this.#tree || this.#later) return;
      const changed = read.filter((values) => this.#note(values)).flatMap(({ group }) => this.#shown.get(group) ?? []);
      if (changed.length > 0) this.#fired.fire(changed);
    } catch {
      // The agent has gone: the view is told by its state.
    } finally {
      this.#reading = false;
    }
  }

  /** @returns whether its row looks different now */
  #note(values: CgroupValues): boolean {
    const before = this.#use.get(values.group);
    const rates = before && ratesBetween(before.values, values);
    this.#use.set(values.group, { values, rates });
    return !before || usageWords(before.values, before.rates).join() !== usageWords(values, rates).join();
  }

  #itemOf(node: GroupNode, tree: GroupTree): vscode.TreeItem {
    switch (node.type) {
      case 'hierarchy':
        return hierarchyItem(node.hierarchy, tree);
      case 'group':
        return this.#groupItem(node.group, tree);
      case 'process':
        return processItem(node.process, tree);
    }
  }

  #groupItem(group: CgroupId, tree: GroupTree): vscode.TreeItem {
    const label = plainLabel(groupName(parseCgroupId(group)?.path ?? group));
    const { Collapsed, None, Expanded } = vscode.TreeItemCollapsibleState;
    const isTop = tree.snapshot.cgroups[group]?.parent === undefined;
    const item = new vscode.TreeItem(label, isTop ? Expanded : tree.hasChildren(group) ? Collapsed : None);
    const use = this.#use.get(group);
    const members = tree.membersOf(group).length;
    const words = [
      ...(use ? usageWords(use.values, use.rates) : []),
      ...(members > MOST_PROCESSES ? [vscode.l10n.t('{0} of {1} processes listed', MOST_PROCESSES, members)] : []),
    ];
    item.description = words.join(' · ');
    item.iconPath = new vscode.ThemeIcon(use?.values.frozen ? 'debug-pause' : 'symbol-struct');
    item.contextValue = 'group';
    item.accessibilityInformation = { label: [vscode.l10n.t('Group {0}', label), ...words].join(', ') };
    return item;
  }
}

function hierarchyItem(id: number, { snapshot }: GroupTree): vscode.TreeItem {
  const hierarchy = snapshot.hierarchies.find((each) => each.id === id);
  const label = hierarchy ? plainLabel(hierarchyLabel(hierarchy)) : '';
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = plainLabel(
    hierarchy?.version === 2 ? hierarchy.controllers.join(' ') : (hierarchy?.mount?.path ?? ''),
  );
  item.iconPath = new vscode.ThemeIcon('type-hierarchy');
  item.contextValue = 'hierarchy';
  return item;
}

function processItem(id: string, { snapshot }: GroupTree): vscode.TreeItem {
  const process = snapshot.processes[id];
  const item = new vscode.TreeItem(plainLabel(process ? `${process.pid} ${process.comm}` : id));
  item.description = process ? plainLabel(commandLine(process)) : '';
  item.iconPath = new vscode.ThemeIcon('circle-outline');
  item.contextValue = 'member';
  return item;
}

/** `memory: at most 64M by /shop, 12M left`. */
function limitText({ of, limit, binding, headroom }: EffectiveLimit): string {
  const isSize = of !== 'pids' && of !== 'cpu';
  const show = (value: number) => (isSize ? roughSize(value) : String(Number(value.toFixed(3))));
  if (limit === 'max' || binding === undefined) return vscode.l10n.t('{0}: no limit', of);
  const by = parseCgroupId(binding)?.path ?? binding;
  return headroom === undefined
    ? vscode.l10n.t('{0}: at most {1}, by {2}', of, show(limit), by)
    : vscode.l10n.t('{0}: at most {1}, by {2}; {3} left', of, show(limit), by, show(headroom));
}
