import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { InterruptedChange } from '../../model/operation/journal.ts';
import { KeepOperation, ListInterrupted, UndoOperation } from '../../protocol/protocol.ts';
import { withoutLinks } from '../escape.ts';
import { offerTrust, showDone, showError, text } from '../ui.ts';
import type { Context } from './context.ts';

/** Tells of changes that an earlier agent did not end, whenever an agent has started, and offers to take them back. */
export function tellInterrupted(context: Context): Disposable {
  return context.agent.onState((state) => {
    if (state === 'running') void tellAll(context);
  });
}

async function tellAll(context: Context): Promise<void> {
  try {
    for (const change of await context.agent.request(ListInterrupted, null)) await tell(context, change);
  } catch (error) {
    void showError(error, () => context.log.show());
  }
}

async function tell({ agent }: Context, { entry, progress }: InterruptedChange): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  const keep = vscode.l10n.t('Keep');
  const far = progress.length > 0 ? progress.map(text) : [vscode.l10n.t('It may be half done.')];
  const sentence = [
    vscode.l10n.t('Isolens was ended in the middle of “{0}”.', text(entry.title)),
    ...far,
    ...(entry.undo ? [] : [vscode.l10n.t('It cannot be taken back.')]),
  ].join(' ');
  const buttons = entry.undo ? [undo, keep] : [keep];
  const answer = await vscode.window.showWarningMessage(withoutLinks(sentence), ...buttons);
  if (answer === undefined) return;
  if (!vscode.workspace.isTrusted) {
    void offerTrust();
    return;
  }
  if (answer === keep) await agent.request(KeepOperation, { entry: entry.id });
  else {
    await agent.request(UndoOperation, { entry: entry.id });
    showDone(vscode.l10n.t('Taken back: {0}', text(entry.title)));
  }
}
