import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { CLIENT_ID, CLIENT_NAME, RestartableClient } from './client.ts';
import type { LanguageServer } from './language.ts';

/** The server in a process of its own. It starts outside of the folder that is open: nothing of that is run. */
export function nodeClient(extension: vscode.ExtensionContext): LanguageServer {
  const server = {
    module: extension.asAbsolutePath('dist/server.cjs'),
    transport: TransportKind.ipc,
    options: { cwd: extension.extensionPath },
  };
  return new RestartableClient((options) => new LanguageClient(CLIENT_ID, CLIENT_NAME, server, options));
}
