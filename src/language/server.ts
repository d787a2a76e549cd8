import { DocumentState, type LangiumDocument, URI } from 'langium';
import { startLanguageServer } from 'langium/lsp';
import type { Connection, WorkspaceFolder } from 'vscode-languageserver';
import {
  type CancellationToken,
  type CodeAction,
  DiagnosticSeverity,
  type Position,
  type SelectionRange,
} from 'vscode-languageserver-protocol';
import { formatMessage } from '../base/message.ts';
import { type ExportTarget, isExportTarget } from '../model/spec/export-target.ts';
import { HOST_FACTS_METHOD } from '../model/spec/host-facts.ts';
import { readHostFacts } from '../model/spec/read-host-facts.ts';
import { CHECKED_SPEC_METHOD, type CheckedSpec, RESOLVED_SPEC_METHOD, type ResolvedSpec } from '../model/spec/spec.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Environment } from './environment.ts';
import { fileOf } from './feature/code-actions.ts';
import { selectionRanges } from './feature/selection-ranges.ts';
import type { Spec } from './generated/ast.ts';
import { resolveSpec } from './resolve/resolve.ts';
import { createCspecServices } from './services.ts';

/** The settings of a client are below this name: `isolens.cspec.exports`. */
const SETTINGS = 'isolens';

/** Serves the language over a connection until that closes. */
export function startServer(connection: Connection, environment: Environment): void {
  const services = createCspecServices(environment, connection);
  const { shared } = services;
  shared.lsp.LanguageServer.onInitialize(({ initializationOptions, workspaceFolders }) => {
    environment.folders = pathsOf(workspaceFolders ?? []);
    environment.exports = exportTargets(initializationOptions?.exports);
    environment.commands = [initializationOptions?.commands ?? []].flat().filter((each) => typeof each === 'string');
    const bundle: Readonly<Record<string, string>> = initializationOptions?.bundle ?? {};
    environment.render = ({ text, args }) => formatMessage({ text: bundle[text] ?? text, args });
  });
  const diagnostics = new Diagnostics(connection, shared);
  const learn = (news: Partial<Learned>) => {
    if (!learned(environment, news)) return;
    diagnostics.again().catch((error: unknown) => connection.console.error(String(error)));
  };
  connection.onNotification(HOST_FACTS_METHOD, (params: unknown) =>
    learn({ facts: params === null ? undefined : readHostFacts(params) }),
  );
  shared.workspace.ConfigurationProvider.onConfigurationSectionUpdate(({ section, configuration }) => {
    if (section === SETTINGS) learn({ exports: exportTargets(configuration?.cspec?.exports) });
  });
  connection.onRequest(RESOLVED_SPEC_METHOD, (params: unknown) => resolved(params, services));
  connection.onRequest(CHECKED_SPEC_METHOD, (params: unknown) => checked(params, services));
  connection.onSelectionRanges(({ textDocument, positions }) => selections(textDocument.uri, positions, services));
  connection.onCodeActionResolve((action, token) => resolveAction(action, services, token));
  startLanguageServer(shared);
}

/** What a client may tell anew while the server runs. */
type Learned = Pick<Environment, 'facts' | 'exports'>;

/** Takes it over; whether that changed anything: what says the same as before makes no work. */
function learned(environment: Environment, news: Partial<Learned>): boolean {
  const { facts, exports } = environment;
  Object.assign(environment, news);
  return JSON.stringify({ facts, exports, ...news }) !== JSON.stringify({ facts, exports });
}

/** Of one word or a list; what is no target is left out. */
function exportTargets(value: unknown): readonly ExportTarget[] {
  return [value].flat().filter(isExportTarget);
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

/** What a file means; null for one that is not open. */
function resolved(params: unknown, services: ReturnType<typeof createCspecServices>): Promise<ResolvedSpec | null> {
  return read(params, DocumentState.Linked, services, ({ parseResult }) => resolveSpec(parseResult.value));
}

/** The same, with the number of errors in it. */
function checked(params: unknown, services: ReturnType<typeof createCspecServices>): Promise<CheckedSpec | null> {
  return read(params, DocumentState.Validated, services, ({ parseResult, diagnostics = [] }) => ({
    spec: resolveSpec(parseResult.value),
    errors: diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error).length,
  }));
}

/** Reads an open file once the work on it has come so far. */
async function read<T>(
  params: unknown,
  state: DocumentState,
  { shared }: ReturnType<typeof createCspecServices>,
  take: (document: LangiumDocument<Spec>) => T,
): Promise<T | null> {
  const uri = fileOf(params);
  if (uri === undefined) return null;
  const { DocumentBuilder, LangiumDocuments } = shared.workspace;
  const parsed = URI.parse(uri);
  await DocumentBuilder.waitUntil(state, parsed);
  return shared.workspace.WorkspaceLock.read(() => {
    const document = LangiumDocuments.getDocument(parsed) as LangiumDocument<Spec> | undefined;
    return document ? take(document) : null;
  });
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
