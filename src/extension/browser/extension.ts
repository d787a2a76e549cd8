import * as vscode from 'vscode';
import { watchLanguage } from '../language/language.ts';

/** VS Code in a browser without a host behind it: the language works, there are no namespaces to show. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const load = async () => (await import('./client.ts')).browserClient(context);
  context.subscriptions.push(watchLanguage(load));
  await vscode.commands.executeCommand('setContext', 'isolens.state', 'unsupported');
}
