import { setTimeout as delay } from 'node:timers/promises';
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
      if (target !== undefined) await revealOrOffer(context, target);
    }),
  );
}

/** Selects the row of a namespace or process; where it is not in sight, offers what brings it there. */
export async function revealOrOffer(context: Context, target: string): Promise<void> {
  if (await context.view.reveal(target)) await revealSoon(context, target);
  else void offerOtherTree(context, target);
}

/** The row may come with the next delta, and VS Code may be drawing others when it does: selects until it is selected. */
export async function revealSoon({ view }: Pick<Context, 'view'>, id: string): Promise<void> {
  for (const wait of [100, 200, 400, 800, 1600, 3200]) {
    const revealed = await view.reveal(id).catch(() => false);
    await delay(wait);
    if (revealed && view.isSelected(id)) return;
  }
}

/** Not in the tree as it is grouped and filtered: offers the one without a filter. */
async function offerOtherTree(context: Context, target: string): Promise<void> {
  const { view } = context;
  const { filter } = view;
  const clear = vscode.l10n.t('Clear Filter');
  const why =
    filter === ''
      ? vscode.l10n.t('It is not in the view as it is grouped now.')
      : vscode.l10n.t('The filter hides it.');
  if ((await vscode.window.showInformationMessage(why, ...(filter === '' ? [] : [clear]))) !== clear) return;
  view.filter = '';
  if (!(await view.reveal(target))) await offerOtherTree(context, target);
}
