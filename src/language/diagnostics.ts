import { DocumentState, type LangiumDocument, URI } from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';
import type { Connection } from 'vscode-languageserver';
import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver-protocol';
import { pullsDiagnostics } from './capabilities.ts';

/** Says what was found in the open files: to clients that ask when they ask, to all others by itself. */
export class Diagnostics {
  readonly #connection: Connection;
  readonly #shared: LangiumSharedServices;
  readonly #results = new ResultIds();
  #refreshes = false;

  constructor(connection: Connection, shared: LangiumSharedServices) {
    this.#connection = connection;
    this.#shared = shared;
    shared.lsp.LanguageServer.onInitialize(({ capabilities }) => {
      if (!pullsDiagnostics(capabilities)) return;
      this.#refreshes = capabilities.workspace?.diagnostics?.refreshSupport ?? false;
      // The library pushes whatever the client is.
      connection.sendDiagnostics = () => Promise.resolve();
    });
    connection.languages.diagnostics.on((params, token) => orCancelled(this.#report(params), token));
  }

  /** Checks all files again, as what is known of the host has changed. */
  async again(): Promise<void> {
    const { DocumentBuilder, LangiumDocuments, WorkspaceLock, WorkspaceManager } = this.#shared.workspace;
    await WorkspaceManager.ready;
    await WorkspaceLock.write((token) => {
      for (const document of LangiumDocuments.all) {
        DocumentBuilder.resetToState(document, DocumentState.IndexedReferences);
      }
      return DocumentBuilder.update([], [], token);
    });
    if (this.#refreshes) await this.#connection.languages.diagnostics.refresh();
  }

  /** Waits until the last edit before the question is worked in; an edit after it ends the work on the older text. */
  async #report({ textDocument, previousResultId }: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> {
    const { LangiumDocuments, WorkspaceLock, WorkspaceManager } = this.#shared.workspace;
    await WorkspaceManager.ready;
    return WorkspaceLock.read(() => {
      const document = LangiumDocuments.getDocument(URI.parse(textDocument.uri));
      return document ? this.#reportOf(document, previousResultId) : { kind: 'full', items: [] };
    });
  }

  #reportOf(document: LangiumDocument, previous: string | undefined): DocumentDiagnosticReport {
    if (document.state < DocumentState.Validated) throw unfinished();
    const items = document.diagnostics ?? [];
    const resultId = this.#results.of(document, items);
    return resultId === previous ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  }
}

/** The same diagnostics of a file have the same id, however often it was checked. */
class ResultIds {
  readonly #last = new WeakMap<LangiumDocument, { readonly id: string; readonly text: string }>();
  #count = 0;

  of(document: LangiumDocument, items: readonly Diagnostic[]): string {
    const text = JSON.stringify(items);
    const last = this.#last.get(document);
    if (last?.text === text) return last.id;
    const id = String(++this.#count);
    this.#last.set(document, { id, text });
    return id;
  }
}

/** An answer that nobody waits for any more is not waited for. */
function orCancelled<T>(answer: Promise<T>, token: CancellationToken): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'The request has been cancelled.'));
    const listening = token.onCancellationRequested(cancel);
    if (token.isCancellationRequested) cancel();
    answer.then(resolve, reject).finally(() => listening.dispose());
  });
}

function unfinished(): ResponseError<{ readonly retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'The file is being checked.', { retriggerRequest: true });
}
