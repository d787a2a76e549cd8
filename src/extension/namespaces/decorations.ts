import * as vscode from 'vscode';

/** Marks what came or went a moment ago. The address of a row tells which: see `decorationUri`. */
export const recentDecorations: vscode.FileDecorationProvider = {
  provideFileDecoration(uri) {
    if (uri.scheme !== 'isolens-row') return undefined;
    if (uri.query === 'appeared') {
      const color = new vscode.ThemeColor('charts.green');
      return { badge: '+', tooltip: vscode.l10n.t('just appeared'), color };
    }
    if (uri.query === 'ended') {
      const color = new vscode.ThemeColor('disabledForeground');
      return { badge: '−', tooltip: vscode.l10n.t('just ended'), color };
    }
    return undefined;
  },
};
