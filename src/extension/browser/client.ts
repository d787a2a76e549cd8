import * as vscode from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, RestartableClient } from '../language/client.ts';
import type { LanguageServer } from '../language/language.ts';

/** The server in a web worker. */
export function browserClient(extension: vscode.ExtensionContext): LanguageServer {
  const program = vscode.Uri.joinPath(extension.extensionUri, 'dist/browser/server.js').toString(true);
  return new RestartableClient((options) => new WorkerClient(new Worker(program), options));
}

/** Ends its worker, which does not end by itself. */
class WorkerClient extends LanguageClient {
  readonly #worker: Worker;

  // The worker itself and no function that makes it: that of VS Code is no instance of what it calls Worker.
  constructor(worker: Worker, options: LanguageClientOptions) {
    super(CLIENT_ID, CLIENT_NAME, worker, options);
    this.#worker = worker;
  }

  override async dispose(timeout?: number): Promise<void> {
    try {
      await super.dispose(timeout);
    } finally {
      this.#worker.terminate();
    }
  }
}
