import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { environment } from '../../language/environment.ts';
import { startServer } from '../../language/server.ts';

declare const self: DedicatedWorkerGlobalScope;

/** In a worker there is no file system: checks that look at files are silent. */
const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
);

startServer(
  connection,
  environment({ onError: (code, error) => connection.console.error(`The check ${code} failed: ${String(error)}`) }),
);
