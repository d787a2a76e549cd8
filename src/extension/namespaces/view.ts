import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { completeness } from '../../model/completeness.ts';
import { hostKey } from '../../model/host.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ProcessDrag } from '../cgroups/process-drag.ts';
import type { HostState } from '../host-state.ts';
import { ShownRows } from '../shown-rows.ts';
import { treeItem } from '../tree-item.ts';
import { text } from '../ui.ts';
import { GROUPINGS, type Grouping, type Node } from './nodes.ts';
import { Pages } from './pages.ts';
import { RecentChanges } from './recent.ts';
import { rowOf } from './rows.ts';
import { Tree } from './tree.ts';

export const VIEW_ID = 'isolens.namespaces';

/** VS Code gathers changes that come faster than every 200 ms, and shows none of them until they stop. */
const GAP_MS = 500;

/** Fills in a tooltip when the pointer rests on a row. */
export type TooltipProvider = (
  node: Node,
  tree: Tree,
  token: vscode.CancellationToken,
) => Promise<vscode.MarkdownString>;

/** The view *Namespaces*: shows the tree of the latest snapshot, row by row, and tells VS Code only of rows that changed. */
export class NamespacesView implements vscode.TreeDataProvider<Node>, Disposable {
  readonly view: vscode.TreeView<Node>;
  readonly #store = new DisposableStore();
  readonly #fired = new vscode.EventEmitter<Node | Node[] | undefined>();
  readonly #recent = new RecentChanges();
  readonly #pages = new Pages();
  readonly #rows = new ShownRows<Node>({
    children: (node) => this.#tree?.children(node) ?? [],
    look: (node) => (this.#tree ? JSON.stringify(rowOf(this.#tree, node)) : ''),
    state: (node) => (this.#tree ? rowOf(this.#tree, node).context : ''),
    again: () => this.#show(),
  });
  readonly #tooltip: TooltipProvider;
  #tree: Tree | undefined;
  #grouping: Grouping;
  #filter = '';
  #timer: NodeJS.Timeout | undefined;
  #firedAt = 0;
  #nothing = false;
  /** The tree is another: group or filter. */
  #another = false;

  readonly onDidChangeTreeData = this.#fired.event;

  constructor(state: HostState, tooltip: TooltipProvider) {
    this.#tooltip = tooltip;
    this.#grouping = configuredGrouping();
    this.view = vscode.window.createTreeView(VIEW_ID, {
      treeDataProvider: this,
      canSelectMany: true,
      dragAndDropController: new ProcessDrag(),
      showCollapseAll: true,
    });
    this.#store.add(this.view);
    this.#store.add(this.#rows);
    this.#store.add(this.#fired);
    this.#store.add(this.view.onDidCollapseElement(({ element }) => this.#rows.close(element)));
    this.#store.add(this.view.onDidExpandElement(({ element }) => this.#opened(element)));
    this.#store.add(state.onChange((snapshot) => this.#take(snapshot)));
    this.#store.add(vscode.workspace.onDidChangeConfiguration((change) => this.#configured(change)));
  }

  /** The tree as it is shown; undefined while nothing is known. */
  get tree(): Tree | undefined {
    return this.#tree;
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(value: string) {
    this.#filter = value.trim();
    this.#startOver();
  }

  /** One page more below the parent of a row "show more". */
  showMore(more: Node): void {
    this.#pages.more(more);
    this.#update();
  }

  /** Selects the row of a namespace or process. @returns whether it is in sight */
  async reveal(id: string): Promise<boolean> {
    if (this.#another || !this.#tree?.unpaged().find(id)) this.#update();
    const whole = this.#tree?.unpaged();
    const node = whole?.find(id);
    if (!whole || !node) return false;
    if (this.#pages.open(whole, node, pageSize())) this.#update();
    await this.view.reveal(node, { select: true, focus: true, expand: false });
    return true;
  }

  /** Whether the row of a namespace or process is what VS Code has selected. */
  isSelected(id: string): boolean {
    const key = this.#tree?.find(id)?.key;
    return this.view.selection.some((node) => node.key === key);
  }

  getChildren(node?: Node): Node[] {
    return this.#rows.tell(node);
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (!this.#tree) return new vscode.TreeItem('');
    const id = hostKey(this.#tree.index.snapshot.host.id, `${shape(this.#tree)}${node.key}`);
    const item = treeItem(rowOf(this.#tree, node), id);
    const uri = decorationUri(this.#tree, node);
    if (uri) item.resourceUri = uri;
    if (node.type === 'more') item.command = { command: 'isolens.showMore', title: '', arguments: [node] };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node, token: vscode.CancellationToken): Promise<vscode.TreeItem> {
    if (this.#tree) item.tooltip = await this.#tooltip(node, this.#tree, token);
    return item;
  }

  /** Something was done to the host: what came of it is shown at once. */
  hurry(): void {
    this.#rows.hurry();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  /** What is below it is as old as its closing. */
  #opened(node: Node): void {
    if (this.#rows.open(node)) this.#show();
  }

  #take(snapshot: Snapshot | undefined): void {
    this.#recent.take(snapshot, Date.now());
    this.#show();
  }

  /** Everything is another: group or filter. */
  #startOver(): void {
    this.#pages.clear();
    this.#another = true;
    this.#show();
    this.view.description = this.#filter === '' ? '' : vscode.l10n.t('filter: {0}', this.#filter);
    void vscode.commands.executeCommand('setContext', 'isolens.filtered', this.#filter !== '');
  }

  #configured(change: vscode.ConfigurationChangeEvent): void {
    if (!change.affectsConfiguration('isolens.namespaces')) return;
    this.#grouping = configuredGrouping();
    this.#startOver();
  }

  #build(): void {
    const { snapshot, recent, next } = this.#recent.shown(Date.now());
    clearTimeout(this.#timer);
    if (next !== undefined) this.#showIn(Math.max(GAP_MS, next - Date.now()));
    const options = {
      grouping: this.#grouping,
      filter: this.#filter,
      pageSize: pageSize(),
      pages: this.#pages.shown,
      recent,
    };
    this.#tree = snapshot && new Tree(snapshot, options);
    this.#tellNothing(snapshot);
    const message = snapshot && completeness(snapshot);
    this.view.message = message ? text(message) : '';
  }

  /** Nothing can be read: a welcome view tells it. */
  #tellNothing(snapshot: Snapshot | undefined): void {
    const nothing = snapshot !== undefined && Object.keys(snapshot.namespaces).length === 0;
    if (nothing === this.#nothing) return;
    this.#nothing = nothing;
    void vscode.commands.executeCommand('setContext', 'isolens.nothing', nothing);
  }

  /** Shows the latest snapshot: at once, or when the last change of rows is long enough ago. */
  #show(): void {
    const wait = this.#firedAt + GAP_MS - Date.now();
    if (wait <= 0 || !this.#tree) this.#update();
    else this.#showIn(wait);
  }

  #showIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), ms);
  }

  /** Builds the tree of the latest snapshot and tells which of the rows that VS Code knows are others now. */
  #update(): void {
    const before = this.#tree;
    this.#build();
    if (this.#another || !before || !this.#tree) {
      this.#another = false;
      this.#rows.clear();
      this.#fire(undefined);
      return;
    }
    const changed = this.#rows.changed();
    if (changed.includes(undefined)) this.#fire(undefined);
    else if (changed.length > 0) this.#fire(changed.filter((node) => node !== undefined));
  }

  #fire(nodes: Node[] | undefined): void {
    this.#firedAt = Date.now();
    this.#fired.fire(nodes);
  }
}

/** Rows are remembered, open or closed, for each grouping, and for filtered trees apart: those open by themselves. */
function shape({ options }: Tree): string {
  return options.filter === '' ? options.grouping : `${options.grouping}?`;
}

function configuredGrouping(): Grouping {
  const value = vscode.workspace.getConfiguration('isolens').get<string>('namespaces.groupBy');
  return GROUPINGS.find((grouping) => grouping === value) ?? 'kind';
}

function pageSize(): number {
  const value = vscode.workspace.getConfiguration('isolens').get<number>('namespaces.pageSize') ?? 500;
  return Math.min(5000, Math.max(10, value));
}

/** Decorations are found by this address; the path is never shown. */
function decorationUri(tree: Tree, node: Node): vscode.Uri | undefined {
  const id = node.type === 'namespace' ? node.namespace : node.type === 'process' ? node.process : undefined;
  if (id === undefined) return undefined;
  const { appeared, ended } = tree.options.recent;
  const query = ended.has(id) ? 'ended' : appeared.has(id) ? 'appeared' : '';
  return vscode.Uri.from({ scheme: 'isolens-row', path: `/${id}`, query });
}
