import * as vscode from 'vscode';
import type { Mark } from './limit-state.ts';

const SCHEME = 'isolens-group';

/** The address of a row of a group, by which its decoration is found; it is never shown. */
export function groupUri(key: string, mark: Mark | undefined): vscode.Uri {
  const query = mark ? `${mark.grave ? 'killed' : 'hit'}=${mark.count}` : '';
  return vscode.Uri.from({ scheme: SCHEME, path: `/${key}`, query });
}

/** Marks groups in which something was killed or a limit was hit. */
export const limitDecorations: vscode.FileDecorationProvider = {
  provideFileDecoration(uri) {
    if (uri.scheme !== SCHEME || uri.query === '') return undefined;
    const [what, count] = uri.query.split('=');
    return what === 'killed'
      ? {
          badge: '!!',
          tooltip: vscode.l10n.t('{0} killed for want of memory', Number(count)),
          color: new vscode.ThemeColor('errorForeground'),
        }
      : {
          badge: '!',
          tooltip: vscode.l10n.t('a limit was hit {0} times', Number(count)),
          color: new vscode.ThemeColor('charts.yellow'),
        };
  },
};
