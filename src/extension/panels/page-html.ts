import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelKind } from './panel-host.ts';

/** Where the bundles of pages are, in the extension. */
const PAGES = ['dist', 'webview'];

export function pagesFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, ...PAGES);
}

/**
 * The document of a page: it runs its own bundle, takes styles from the folder of bundles, and reaches nothing else.
 * All that it shows comes by messages. One that draws also runs the program of a worker from that folder, and makes images. The toolkit finds a nonce of its own for the one style element that it makes, to
 * try whether the browser knows `:focus-visible`.
 */
export function pageHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  { page, draws }: Pick<PanelKind<unknown>, 'page' | 'draws'>,
  lang: string,
): string {
  const [nonce, styleNonce] = [newNonce(), newNonce()];
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extension), name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource} 'nonce-${styleNonce}'`,
    `script-src 'nonce-${nonce}'`,
    ...(draws ? [`connect-src ${webview.cspSource}`, 'worker-src blob:', 'img-src data:'] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${lang.replace(/[^\w-]/g, '')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${styleNonce}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${file(`${page}.css`)}">
<title>Isolens</title>
</head>
<body>
<script nonce="${nonce}" src="${file(`${page}.js`)}"></script>
</body>
</html>
`;
}

function newNonce(): string {
  return randomBytes(18).toString('base64');
}
