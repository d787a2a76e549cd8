import { URI } from 'langium';
import { startLanguageServer } from 'langium/lsp';
import type { Connection, WorkspaceFolder } from 'vscode-languageserver';
import { formatMessage } from '../base/message.ts';
import { isExportTarget } from '../model/spec/export-target.ts';
import type { Environment } from './environment.ts';
import { createCspecServices } from './services.ts';

/** Serves the language over a connection until that closes. */
export function startServer(connection: Connection, environment: Environment): void {
  const { shared } = createCspecServices(environment, connection);
  shared.lsp.LanguageServer.onInitialize(({ initializationOptions, workspaceFolders }) => {
    environment.folders = pathsOf(workspaceFolders ?? []);
    environment.exports = [initializationOptions?.exports].flat().filter(isExportTarget);
    const bundle: Readonly<Record<string, string>> = initializationOptions?.bundle ?? {};
    environment.render = ({ text, args }) => formatMessage({ text: bundle[text] ?? text, args });
  });
  startLanguageServer(shared);
}

/** Of the folders that are in a file system. */
function pathsOf(folders: readonly WorkspaceFolder[]): string[] {
  return folders
    .map(({ uri }) => URI.parse(uri))
    .filter(({ scheme }) => scheme === 'file')
    .map(({ path }) => path);
}
