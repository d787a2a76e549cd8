import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Namespace } from '../../model/namespace.ts';
import { type Context, namespacesOf, registerCommand } from './context.ts';

const WAYS: Readonly<Record<string, (ns: Namespace) => string | undefined>> = {
  'isolens.revealParent': (ns) => ns.parent,
  'isolens.revealOwner': (ns) => ns.owner,
  'isolens.revealLeader': (ns) => ns.leader,
};

/** Go from a namespace to its parent, owner or leader. */
export function revealCommands(context: Context): Disposable[] {
  return Object.entries(WAYS).map(([id, way]) =>
    registerCommand(context, id, async (node) => {
      const [ns] = node ? namespacesOf(context, [node]) : [];
      const target = ns && way(ns);
      if (target !== undefined && (await context.view.reveal(target))) return;
      void vscode.window.showInformationMessage(
        vscode.l10n.t('It is not in the view: change the grouping or the filter.'),
      );
    }),
  );
}
