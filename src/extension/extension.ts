import { existsSync } from 'node:fs';
import * as vscode from 'vscode';

/** Registers what VS Code calls; the rest is loaded by the first look at the view. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const linux = process.platform === 'linux';
  // The universal package has no native modules: it is for systems that the agent cannot run on.
  if (!linux || !existsSync(context.asAbsolutePath('node_modules/koffi'))) {
    await vscode.commands.executeCommand('setContext', 'isolens.foreign', linux);
    await vscode.commands.executeCommand('setContext', 'isolens.state', 'unsupported');
    return;
  }
  const began = performance.now();
  const { start } = await import('./isolens.ts');
  context.subscriptions.push(start(context, began));
}
