import * as vscode from 'vscode';

/** Registers what VS Code calls; the rest is loaded by the first look at the view. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  if (process.platform !== 'linux') {
    await vscode.commands.executeCommand('setContext', 'isolens.state', 'unsupported');
    return;
  }
  const { start } = await import('./isolens.ts');
  context.subscriptions.push(start(context));
}
