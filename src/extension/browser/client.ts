import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, RestartableClient } from '../language/client.ts';
import type { LanguageServer } from '../language/language.ts';

/** The server in a web worker. */
export function browserClient(extension: vscode.ExtensionContext): LanguageServer {
  const program = vscode.Uri.joinPath(extension.extensionUri, 'dist/browser/server.js').toString(true);
  return new RestartableClient(
    (options) => new LanguageClient(CLIENT_ID, CLIENT_NAME, async () => new Worker(program), options),
  );
}
