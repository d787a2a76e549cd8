import * as vscode from 'vscode';
import { type Message, message } from '../base/message.ts';
import { printable } from '../base/text.ts';
import { ProtocolError } from '../protocol/errors.ts';

/** A sentence in the language of VS Code; its arguments are raw text and are made printable. */
export function text(m: Message): string {
  return vscode.l10n.t(m.text, ...m.args.map((arg) => (typeof arg === 'number' ? arg : printable(arg))));
}

/** System text for labels that VS Code reads `$(icon)` from. */
export function plainLabel(raw: string): string {
  return printable(raw).replaceAll('$(', '$\u200b(');
}

/** Tells why something that a person asked for was not done, and what helps. */
export async function showError(error: unknown, showLog: () => void): Promise<void> {
  const known = error instanceof ProtocolError ? error.data : undefined;
  const sentence = known ? `${text(known.message)} ${text(known.hint)}` : printable(String(error), 500);
  const log = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(sentence, log)) === log) showLog();
}

/** The sentences of people who may not act here. */
export function untrustedMessage(): Message {
  return message('This workspace is not trusted: Isolens shows the host but does not change it.');
}
