import type * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type NodeModule, TransportKind } from 'vscode-languageclient/node';
import { SERVER_OPTIONS } from '../../model/spec/server-options.ts';
import { CLIENT_ID, CLIENT_NAME, RestartableClient } from './client.ts';
import type { LanguageServer } from './language.ts';

/** What code lenses call. */
const LENS_COMMANDS = [
  'isolens.environment.plan',
  'isolens.environment.up',
  'isolens.environment.down',
  'isolens.environment.runInNamespace',
];

/** The server in a process of its own. It starts outside of the folder that is open: nothing of that is run. */
export function nodeClient(extension: vscode.ExtensionContext): LanguageServer {
  const server: NodeModule = {
    module: extension.asAbsolutePath('dist/server.cjs'),
    transport: TransportKind.ipc,
    options: { cwd: extension.extensionPath, execArgv: [...SERVER_OPTIONS] },
  };
  return new RestartableClient((options) => new ProcessClient(server, options), LENS_COMMANDS);
}

/** Ends its process also when that does not answer. */
class ProcessClient extends LanguageClient {
  constructor(server: NodeModule, options: LanguageClientOptions) {
    super(CLIENT_ID, CLIENT_NAME, server, options);
  }

  override async dispose(timeout?: number): Promise<void> {
    const { serverProcess } = this;
    try {
      await super.dispose(timeout);
    } catch (error) {
      serverProcess?.kill();
      throw error;
    }
  }
}
