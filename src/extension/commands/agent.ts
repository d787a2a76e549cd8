import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { printable } from '../../base/text.ts';
import { Diagnose } from '../../protocol/protocol.ts';
import { showDone } from '../ui.ts';
import { type Context, registerCommand } from './context.ts';

/** The agent and what it tells of itself. */
export function agentCommands(context: Context, version: string): Disposable[] {
  return [
    registerCommand(context, 'isolens.restartAgent', () => context.agent.restart()),
    registerCommand(context, 'isolens.showLog', () => context.log.show()),
    registerCommand(context, 'isolens.copyDiagnostics', () => copyDiagnostics(context, version)),
  ];
}

async function copyDiagnostics({ agent }: Context, version: string): Promise<void> {
  const own = [
    `Isolens ${version}, VS Code ${vscode.version}, ${vscode.env.remoteName ?? 'local'}, agent ${agent.state}`,
    ...(agent.lastEnd === undefined ? [] : [`the last agent before ${agent.lastEnd}`]),
  ];
  const told = agent.state === 'running' ? await agent.request(Diagnose, null) : [];
  await vscode.env.clipboard.writeText([...own, ...told].map((line) => printable(line, 1000)).join('\n'));
  showDone(vscode.l10n.t('Diagnostics copied'));
}
