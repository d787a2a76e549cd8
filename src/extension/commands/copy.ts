import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { printable, shellLine } from '../../base/text.ts';
import { kernelName } from '../../model/namespace.ts';
import { enterNamespace, enterProcess } from '../../model/nsenter.ts';
import { withoutIcons } from '../escape.ts';
import { showDone } from '../ui.ts';
import { type Context, namespacesOf, processesOf, registerCommand } from './context.ts';

/** Copy an id, or the command that enters. */
export function copyCommands(context: Context): Disposable[] {
  const own = () => context.state.snapshot?.host.namespaces ?? {};
  return [
    registerCommand(context, 'isolens.copyId', (_, nodes) =>
      copy([
        ...namespacesOf(context, nodes).map(kernelName),
        ...processesOf(context, nodes).map(({ pid }) => String(pid)),
      ]),
    ),
    registerCommand(context, 'isolens.copyNsenter', (_, nodes) =>
      copy([
        ...namespacesOf(context, nodes).flatMap((ns) => line(enterNamespace(ns))),
        ...processesOf(context, nodes).flatMap((process) => line(enterProcess(process, own()))),
      ]),
    ),
  ];
}

/** A path with control characters is shown escaped: what is pasted must not run by itself. */
function line(argv: readonly string[] | undefined): string[] {
  return argv ? [printable(shellLine(argv), 4096)] : [];
}

/** Puts lines on the clipboard, and says so. */
export async function copy(lines: readonly string[]): Promise<void> {
  if (lines.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to copy: no path leads there.'));
    return;
  }
  await vscode.env.clipboard.writeText(lines.join('\n'));
  showDone(vscode.l10n.t('Copied: {0}', withoutIcons(lines.join(', ').slice(0, 100))));
}
