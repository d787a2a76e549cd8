import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { watchLanguage } from './language/language.ts';

/** Registers what VS Code calls; the rest is loaded by the first look at the view, or the first file of the language. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const load = async () => (await import('./language/node-client.ts')).nodeClient(context);
  const language = watchLanguage(load);
  context.subscriptions.push(language);
  const linux = process.platform === 'linux';
  // The universal package has no native modules: it is for systems that the agent cannot run on.
  if (!linux || !existsSync(context.asAbsolutePath('node_modules/koffi'))) {
    await vscode.commands.executeCommand('setContext', 'isolens.foreign', linux);
    await vscode.commands.executeCommand('setContext', 'isolens.state', 'unsupported');
    return;
  }
  const began = performance.now();
  const { start } = await import('./isolens.ts');
  context.subscriptions.push(start(context, began, language));
}
