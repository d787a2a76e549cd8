import { DocumentState, URI } from 'langium';
import { startLanguageServer } from 'langium/lsp';
import type { Connection, WorkspaceFolder } from 'vscode-languageserver';
import type { CancellationToken, CodeAction, Position, SelectionRange } from 'vscode-languageserver-protocol';
import { formatMessage } from '../base/message.ts';
import { isExportTarget } from '../model/spec/export-target.ts';
import { HOST_FACTS_METHOD } from '../model/spec/host-facts.ts';
import { readHostFacts } from '../model/spec/read-host-facts.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Environment } from './environment.ts';
import { fileOf } from './feature/code-actions.ts';
import { selectionRanges } from './feature/selection-ranges.ts';
import { createCspecServices } from './services.ts';

/** Serves the language over a connection until that closes. */
export function startServer(connection: Connection, environment: Environment): void {
  const services = createCspecServices(environment, connection);
  const { shared } = services;
  shared.lsp.LanguageServer.onInitialize(({ initializationOptions, workspaceFolders }) => {
    environment.folders = pathsOf(workspaceFolders ?? []);
    environment.exports = [initializationOptions?.exports].flat().filter(isExportTarget);
    environment.commands = [initializationOptions?.commands ?? []].flat().filter((each) => typeof each === 'string');
    const bundle: Readonly<Record<string, string>> = initializationOptions?.bundle ?? {};
    environment.render = ({ text, args }) => formatMessage({ text: bundle[text] ?? text, args });
  });
  const diagnostics = new Diagnostics(connection, shared);
  connection.onNotification(HOST_FACTS_METHOD, (params: unknown) => setFacts(environment, params, diagnostics));
  connection.onSelectionRanges(({ textDocument, positions }) => selections(textDocument.uri, positions, services));
  connection.onCodeActionResolve((action, token) => resolveAction(action, services, token));
  startLanguageServer(shared);
}

/** Facts that say the same as before make no work. */
async function setFacts(environment: Environment, params: unknown, diagnostics: Diagnostics): Promise<void> {
  const facts = params === null ? undefined : readHostFacts(params);
  if (JSON.stringify(facts) === JSON.stringify(environment.facts)) return;
  environment.facts = facts;
  await diagnostics.again();
}

async function selections(
  uri: string,
  positions: readonly Position[],
  { shared }: ReturnType<typeof createCspecServices>,
): Promise<SelectionRange[]> {
  const { DocumentBuilder, LangiumDocuments } = shared.workspace;
  const parsed = URI.parse(uri);
  await DocumentBuilder.waitUntil(DocumentState.Parsed, parsed);
  const document = LangiumDocuments.getDocument(parsed);
  return document ? selectionRanges(document, positions) : [];
}

async function resolveAction(
  action: CodeAction,
  { shared, cspec }: ReturnType<typeof createCspecServices>,
  token: CancellationToken,
): Promise<CodeAction> {
  const uri = fileOf(action.data);
  if (uri === undefined) return action;
  return shared.workspace.WorkspaceLock.read(() => {
    const document = shared.workspace.LangiumDocuments.getDocument(URI.parse(uri));
    return document ? cspec.lsp.CodeActionProvider.resolve(document, action, token) : action;
  });
}

/** Of the folders that are in a file system. */
function pathsOf(folders: readonly WorkspaceFolder[]): string[] {
  return folders
    .map(({ uri }) => URI.parse(uri))
    .filter(({ scheme }) => scheme === 'file')
    .map(({ path }) => path);
}
