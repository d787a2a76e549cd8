import * as vscode from 'vscode';
import { plainLabel } from './escape.ts';
import type { Row, Words } from './row.ts';
import { text } from './ui.ts';

/** What VS Code shows of a row; `id` is that of the host and what the row stands for. */
export function treeItem(row: Row, id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(shown(row.label), collapsible(row));
  item.id = id;
  item.description = row.description.map(shown).filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon(
    row.icon,
    row.color === undefined ? undefined : new vscode.ThemeColor(row.color),
  );
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken.map(shown).filter(Boolean).join(', ') };
  return item;
}

function shown(value: Words): string {
  return typeof value === 'string' ? plainLabel(value) : text(value);
}

function collapsible(row: Row): vscode.TreeItemCollapsibleState {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  if (!row.expandable) return None;
  return row.expanded ? Expanded : Collapsed;
}
