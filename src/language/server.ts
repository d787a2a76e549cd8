import { startLanguageServer } from 'langium/lsp';
import type { Connection } from 'vscode-languageserver';
import { formatMessage } from '../base/message.ts';
import type { Environment } from './environment.ts';
import { createCspecServices } from './services.ts';

/** Serves the language over a connection until that closes. */
export function startServer(connection: Connection, environment: Environment): void {
  const { shared } = createCspecServices(environment, connection);
  shared.lsp.LanguageServer.onInitialize(({ initializationOptions }) => {
    const bundle: Readonly<Record<string, string>> = initializationOptions?.bundle ?? {};
    environment.render = ({ text, args }) => formatMessage({ text: bundle[text] ?? text, args });
  });
  startLanguageServer(shared);
}
