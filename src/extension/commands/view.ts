import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { Refresh } from '../../protocol/protocol.ts';
import { GROUPINGS, type Grouping } from '../namespaces/nodes.ts';
import { VIEW_ID } from '../namespaces/view.ts';
import { pickOne } from '../ui.ts';
import { type Context, registerCommand } from './context.ts';

/** What the view shows, and how. */
export function viewCommands(context: Context): Disposable[] {
  const { agent, view } = context;
  return [
    registerCommand(context, 'isolens.refresh', () =>
      vscode.window.withProgress({ location: { viewId: VIEW_ID } }, () => agent.request(Refresh, { rescan: true })),
    ),
    registerCommand(context, 'isolens.groupBy', () => groupBy(context)),
    registerCommand(context, 'isolens.filter', () => filter(context)),
    registerCommand(context, 'isolens.clearFilter', () => {
      view.filter = '';
    }),
    registerCommand(context, 'isolens.showMore', (node) => {
      if (node) view.showMore(node);
    }),
  ];
}

function groupingNames(): Readonly<Record<Grouping, string>> {
  return {
    kind: vscode.l10n.t('Kind'),
    container: vscode.l10n.t('Container'),
    process: vscode.l10n.t('Process'),
    owner: vscode.l10n.t('Owner (user namespaces)'),
  };
}

async function groupBy({ view }: Context): Promise<void> {
  const names = groupingNames();
  const items = GROUPINGS.map((grouping) => ({
    label: names[grouping],
    ...(grouping === view.grouping && { description: vscode.l10n.t('current') }),
    grouping,
  }));
  const picked = await pickOne(items, { title: vscode.l10n.t('Group namespaces by') });
  if (!picked) return;
  const settings = vscode.workspace.getConfiguration('isolens');
  await settings.update('namespaces.groupBy', picked.grouping, vscode.ConfigurationTarget.Global);
}

/** The view follows while one types; Escape gives the old filter back. */
async function filter({ view }: Context): Promise<void> {
  const before = view.filter;
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Filter namespaces');
  box.placeholder = vscode.l10n.t('kind, inode, name, container, process, pid, user: all words must match');
  box.value = before;
  box.ignoreFocusOut = true;
  await new Promise<void>((resolve) => {
    let accepted = false;
    box.onDidChangeValue((value) => {
      view.filter = value;
    });
    box.onDidAccept(() => {
      accepted = true;
      box.hide();
    });
    box.onDidHide(() => {
      if (!accepted) view.filter = before;
      resolve();
    });
    box.show();
  });
  box.dispose();
}
