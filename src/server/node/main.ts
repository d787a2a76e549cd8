import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { environment } from '../../language/environment.ts';
import { startServer } from '../../language/server.ts';
import { nodeFiles } from './node-files.ts';

/** The channel is what the client names in the arguments: `--node-ipc` or `--stdio`. */
const connection = createConnection(ProposedFeatures.all);

startServer(
  connection,
  environment({
    files: nodeFiles,
    onError: (code, error) => connection.console.error(`The check ${code} failed: ${trace(error)}`),
  }),
);

function trace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
