import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { CgroupId } from '../../model/cgroup/cgroup.ts';
import { hostKey } from '../../model/host.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { HostState } from '../host-state.ts';
import { groupUri } from '../limits/decorations.ts';
import type { Mark } from '../limits/limit-state.ts';
import type { Limits } from '../limits/limits.ts';
import type { Row } from '../row.ts';
import { ShownRows } from '../shown-rows.ts';
import { treeItem } from '../tree-item.ts';
import { groupRow } from './group-rows.ts';
import { type GroupNode, GroupTree, groupsOf } from './group-tree.ts';
import { OpenThreads } from './open-threads.ts';
import { ProcessDrop } from './process-drag.ts';
import { groupTooltip } from './tooltip.ts';
import { Uses } from './uses.ts';

export const CGROUPS_VIEW_ID = 'isolens.cgroups';

/** Rows change at most so often when groups or processes come and go. */
const GAP_MS = 500;
/** More rows than that below one are shown a page at a time: what is in sight is read every second. */
const PAGE_SIZE = 100;

/** The view *Cgroups*: hierarchies, groups, processes and threads, with what the groups in sight use now. */
export class CgroupsView implements vscode.TreeDataProvider<GroupNode>, Disposable {
  readonly view: vscode.TreeView<GroupNode>;
  readonly #agent: AgentClient;
  readonly #store = new DisposableStore();
  readonly #fired = new vscode.EventEmitter<GroupNode[] | undefined>();
  readonly #pages = new Map<string, number>();
  readonly #threads: OpenThreads;
  readonly #limits: Limits;
  readonly #uses: Uses;
  readonly #rows: ShownRows<GroupNode>;
  #tree: GroupTree | undefined;
  #later: NodeJS.Timeout | undefined;

  readonly #drop: ProcessDrop<GroupNode>;

  readonly onDidChangeTreeData = this.#fired.event;
  /** Processes were dropped on a group. */
  readonly onDrop: ProcessDrop<GroupNode>['onDrop'];

  constructor(state: HostState, agent: AgentClient, limits: Limits) {
    this.#agent = agent;
    this.#limits = limits;
    this.#threads = new OpenThreads(agent, () => this.#showLater());
    this.#rows = new ShownRows({
      children: (node) => this.#tree?.childrenOf(node) ?? [],
      look: (node) => (this.#tree ? JSON.stringify([this.#rowOf(this.#tree, node), this.#markOf(node)]) : ''),
      state: (node) => (this.#tree ? JSON.stringify([this.#rowOf(this.#tree, node).context, this.#markOf(node)]) : ''),
      again: () => this.#fireChanged(),
    });
    this.#store.add(this.#rows);
    this.#uses = this.#store.add(
      new Uses({ agent, groups: () => groupsOf(this.#rows.shown()), onRead: () => this.#fireChanged() }),
    );
    this.#drop = this.#store.add(new ProcessDrop(() => this.#tree?.snapshot));
    this.onDrop = this.#drop.onDrop;
    this.view = vscode.window.createTreeView(CGROUPS_VIEW_ID, {
      treeDataProvider: this,
      canSelectMany: true,
      dragAndDropController: this.#drop,
      showCollapseAll: true,
    });
    this.#store.add(this.view);
    this.#store.add(this.#fired);
    this.#store.add(state.onChange((snapshot) => this.#take(snapshot)));
    this.#store.add(this.view.onDidChangeVisibility(({ visible }) => this.#visible(visible)));
    this.#store.add(this.view.onDidCollapseElement(({ element }) => this.#rows.close(element)));
    this.#store.add(this.view.onDidExpandElement(({ element }) => this.#opened(element)));
    this.#store.add(limits.onChange(() => this.#limitsChanged()));
    this.#uses.follow(this.view.visible);
  }

  async getChildren(node?: GroupNode): Promise<GroupNode[]> {
    if (node?.type === 'group') await this.#threads.want(node.group);
    const children = this.#rows.tell(node);
    if (children.some(({ type }) => type === 'group')) this.#uses.want();
    return children;
  }

  getParent(node: GroupNode): GroupNode | undefined {
    return node.parent;
  }

  getTreeItem(node: GroupNode): vscode.TreeItem {
    if (!this.#tree) return new vscode.TreeItem('');
    const id = hostKey(this.#tree.snapshot.host.id, `cgroup ${node.key}`);
    const item = treeItem(this.#rowOf(this.#tree, node), id);
    if (node.type === 'group') item.resourceUri = groupUri(node.key, this.#markOf(node));
    if (node.type === 'more') {
      item.command = { command: 'isolens.showMoreGroups', title: '', arguments: [node] };
    }
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: GroupNode): Promise<vscode.TreeItem> {
    if (this.#tree) item.tooltip = await groupTooltip(this.#agent, this.#tree, node);
    return item;
  }

  /** One page more below the parent of a row "show more". */
  showMore({ parent }: GroupNode): void {
    if (!parent) return;
    this.#pages.set(parent.key, (this.#pages.get(parent.key) ?? 1) + 1);
    this.#show();
  }

  /** Selects the row of a group. @returns whether there is one */
  async reveal(group: CgroupId): Promise<boolean> {
    const tree = this.#tree;
    const node = tree?.nodeOf(group);
    if (!tree || !node) return false;
    const whole = new GroupTree(tree.snapshot);
    for (let at = node; at.parent; at = at.parent) this.#openPageOf(whole, at, at.parent);
    this.#show();
    await this.view.reveal(node, { select: true, focus: true, expand: true });
    return true;
  }

  /** Threads came to a group from others: no snapshot tells of them. */
  async threadsMoved(to: CgroupId): Promise<void> {
    await this.#threads.moved(to);
    this.#show();
  }

  /** Something was done to the host: what came of it is shown at once. */
  hurry(): void {
    this.#rows.hurry();
  }

  dispose(): void {
    clearTimeout(this.#later);
    this.#store.dispose();
  }

  #openPageOf(whole: GroupTree, node: GroupNode, parent: GroupNode): void {
    const place = whole.childrenOf(parent).findIndex(({ key }) => key === node.key);
    const needed = Math.floor(place / PAGE_SIZE) + 1;
    if (needed > (this.#pages.get(parent.key) ?? 1)) this.#pages.set(parent.key, needed);
  }

  /** What is below it is as old as its closing. */
  #opened(node: GroupNode): void {
    if (!this.#rows.open(node)) return;
    if (node.type === 'group') void this.#threads.want(node.group);
    this.#show();
    this.#uses.want();
  }

  #take(snapshot: Snapshot | undefined): void {
    const before = this.#tree?.snapshot;
    const same = (['cgroups', 'processes', 'hierarchies', 'containers'] as const).every(
      (part) => before?.[part] === snapshot?.[part],
    );
    if (same) return;
    this.#tree = snapshot && this.#treeOf(snapshot);
    if (!before || !snapshot) this.#showAll();
    else this.#showLater();
  }

  #visible(visible: boolean): void {
    this.#uses.follow(visible);
    if (visible) this.#limits.seen();
  }

  #limitsChanged(): void {
    const { unseen } = this.#limits;
    const tooltip = vscode.l10n.t('{0} times a limit made itself felt', unseen);
    this.view.badge = unseen > 0 ? { value: unseen, tooltip } : undefined;
    if (this.#tree) this.#fireChanged();
  }

  #rowOf(tree: GroupTree, node: GroupNode): Row {
    return groupRow(tree, node, { uses: this.#uses.all, watched: this.#limits.watched });
  }

  #markOf(node: GroupNode): Mark | undefined {
    return node.type === 'group' ? this.#limits.marks.get(node.group) : undefined;
  }

  #treeOf(snapshot: Snapshot): GroupTree {
    return new GroupTree(snapshot, { pageSize: PAGE_SIZE, pages: this.#pages, threads: this.#threads.all });
  }

  #showAll(): void {
    this.#rows.clear();
    this.#fired.fire(undefined);
  }

  #showLater(): void {
    this.#later ??= setTimeout(() => this.#show(), GAP_MS);
  }

  #show(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#fireChanged();
  }

  /** Tells VS Code of the rows that look different now. */
  #fireChanged(): void {
    const changed = this.#rows.changed();
    if (changed.includes(undefined)) this.#fired.fire(undefined);
    else if (changed.length > 0) this.#fired.fire(changed.filter((node) => node !== undefined));
  }
}
