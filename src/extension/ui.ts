import * as vscode from 'vscode';
import type { Message, MessageArgument } from '../base/message.ts';
import { printable } from '../base/text.ts';
import { type ErrorData, ProtocolError } from '../protocol/errors.ts';
import { withoutLinks } from './escape.ts';

/** A sentence in the language of VS Code; its arguments are raw text and are made printable. */
export function text(m: Message): string {
  const shown = (arg: MessageArgument) =>
    typeof arg === 'number' ? arg : typeof arg === 'string' ? printable(arg) : text(arg);
  return vscode.l10n.t(m.text, ...m.args.map(shown));
}

/** What went wrong, and what helps, in the language of VS Code. */
export function sentenceOf({ message, hint }: Pick<ErrorData, 'message' | 'hint'>): string {
  return `${text(message)} ${text(hint)}`;
}

/** Tells why something that a person asked for was not done, and what helps. */
export async function showError(error: unknown, showLog: () => void): Promise<void> {
  const sentence = error instanceof ProtocolError ? sentenceOf(error.data) : printable(String(error), 500);
  const log = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(withoutLinks(sentence), log)) === log) showLog();
}

/** Tells why nothing is changed in a workspace that is not trusted, and leads to where that is decided. */
export async function offerTrust(): Promise<void> {
  const why = vscode.l10n.t('This workspace is not trusted: Isolens shows the host but does not change it.');
  const manage = vscode.l10n.t('Manage Workspace Trust');
  if ((await vscode.window.showWarningMessage(why, manage)) !== manage) return;
  await vscode.commands.executeCommand('workbench.trust.manage');
}

/** Asks before something is done. @returns whether it was agreed to */
export async function confirm(question: string, detail: readonly string[], yes: string): Promise<boolean> {
  const options = { modal: true, detail: withoutLinks(detail.join('\n')) };
  return (await vscode.window.showWarningMessage(withoutLinks(question), options, yes)) === yes;
}

/**
 * Lets a person choose one. It stays until it is answered or left with Escape: a tree that is drawn anew, and the menu that
 * the command came from, take the focus a moment after it has opened.
 */
export function pickOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<T | undefined> {
  return vscode.window.showQuickPick(items, { ...options, ignoreFocusOut: true });
}

/** Lets a person choose any number, as `pickOne` does. @returns undefined when it was left */
export function pickSeveral<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<readonly T[] | undefined> {
  return vscode.window.showQuickPick(items, { ...options, canPickMany: true, ignoreFocusOut: true });
}

/** Asks for a text, as `pickOne` does for a choice. */
export function ask(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  return vscode.window.showInputBox({ ...options, ignoreFocusOut: true });
}

/** Tells in the status bar, for a moment, that something was done. */
export function showDone(sentence: string): void {
  vscode.window.setStatusBarMessage(sentence, 3000);
}
