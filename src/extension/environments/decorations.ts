import * as vscode from 'vscode';
import type { Drift } from '../../model/environment/status.ts';
import { isDriftOf } from '../../model/environment/status-words.ts';
import type { EnvironmentNode, EnvironmentTree } from './environment-tree.ts';

const SCHEME = 'isolens-environment';

/** `killed`: for want of memory; `drifted`: it is not as declared. */
export type EnvironmentMark = 'killed' | 'drifted';

/** What a row is marked with: the gravest of it and of what is below it. */
export function markOf(tree: EnvironmentTree, node: EnvironmentNode): EnvironmentMark | undefined {
  const status = tree.entryOf(node)?.status;
  if (!status) return undefined;
  const isOf = (name: string) => node.type === 'environment' || ('name' in node && node.name === name);
  if (status.containers.some((each) => isOf(each.name) && each.status?.oomKilled)) return 'killed';
  const isDrifted = (drift: Drift) => node.type === 'environment' || ('name' in node && isDriftOf(drift, node.name));
  return status.drifts.some(isDrifted) ? 'drifted' : undefined;
}

/** The address of a row, by which its decoration is found; it is never shown. */
export function environmentUri(key: string, mark: EnvironmentMark | undefined): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${key}`, query: mark ?? '' });
}

/** Marks what was killed and what is not as declared. */
export const environmentDecorations: vscode.FileDecorationProvider = {
  provideFileDecoration(uri) {
    if (uri.scheme !== SCHEME || uri.query === '') return undefined;
    return uri.query === 'killed'
      ? {
          badge: '!!',
          tooltip: vscode.l10n.t('killed for want of memory'),
          color: new vscode.ThemeColor('errorForeground'),
        }
      : { badge: '!', tooltip: vscode.l10n.t('not as declared'), color: new vscode.ThemeColor('charts.yellow') };
  },
};
