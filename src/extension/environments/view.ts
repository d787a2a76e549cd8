import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { ShownRows } from '../shown-rows.ts';
import { tooltipOf } from '../tooltip-text.ts';
import { treeItem } from '../tree-item.ts';
import { environmentUri, markOf } from './decorations.ts';
import { environmentRow } from './environment-rows.ts';
import { type EnvironmentNode, EnvironmentTree } from './environment-tree.ts';
import type { EnvironmentsModel } from './environments-model.ts';
import { environmentTooltip } from './tooltip-lines.ts';

export const ENVIRONMENTS_VIEW_ID = 'isolens.environments';

/** The view *Environments*: what `.cspec` files declare, and what of it is so on this host. */
export class EnvironmentsView implements vscode.TreeDataProvider<EnvironmentNode>, Disposable {
  readonly view: vscode.TreeView<EnvironmentNode>;
  readonly #model: EnvironmentsModel;
  readonly #store = new DisposableStore();
  readonly #fired = new vscode.EventEmitter<EnvironmentNode[] | undefined>();
  readonly #rows: ShownRows<EnvironmentNode>;
  #tree = new EnvironmentTree([]);

  readonly onDidChangeTreeData = this.#fired.event;

  constructor(model: EnvironmentsModel) {
    this.#model = model;
    this.#rows = new ShownRows({
      children: (node) => this.#tree.childrenOf(node),
      look: (node) => JSON.stringify([environmentRow(this.#tree, node), markOf(this.#tree, node)]),
      state: (node) => JSON.stringify([environmentRow(this.#tree, node).context, markOf(this.#tree, node)]),
      again: () => this.#show(),
    });
    this.#store.add(this.#rows);
    this.view = vscode.window.createTreeView(ENVIRONMENTS_VIEW_ID, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#store.add(this.view);
    this.#store.add(this.#fired);
    this.#store.add(this.view.onDidChangeVisibility(({ visible }) => model.follow(visible)));
    this.#store.add(this.view.onDidCollapseElement(({ element }) => this.#rows.close(element)));
    this.#store.add(this.view.onDidExpandElement(({ element }) => this.#opened(element)));
    this.#store.add(model.onChange(() => this.#show()));
    model.follow(this.view.visible);
  }

  get tree(): EnvironmentTree {
    return this.#tree;
  }

  getChildren(node?: EnvironmentNode): EnvironmentNode[] {
    return this.#rows.tell(node);
  }

  getParent(node: EnvironmentNode): EnvironmentNode | undefined {
    return node.parent;
  }

  getTreeItem(node: EnvironmentNode): vscode.TreeItem {
    const item = treeItem(environmentRow(this.#tree, node), node.key);
    item.resourceUri = environmentUri(node.key, markOf(this.#tree, node));
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: EnvironmentNode): vscode.TreeItem {
    item.tooltip = tooltipOf(environmentTooltip(this.#tree, node));
    return item;
  }

  /** Something was done to the host: what came of it is shown at once. */
  hurry(): void {
    this.#rows.hurry();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** What is below it is as old as its closing. */
  #opened(node: EnvironmentNode): void {
    if (this.#rows.open(node)) this.#show();
  }

  #show(): void {
    const wasEmpty = this.#tree.entries.length === 0;
    this.#tree = new EnvironmentTree(this.#model.entries);
    const changed = this.#rows.changed();
    if (wasEmpty || changed.includes(undefined)) this.#fired.fire(undefined);
    else if (changed.length > 0) this.#fired.fire(changed.filter((node) => node !== undefined));
  }
}
