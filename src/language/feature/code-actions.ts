import type { LangiumDocument } from 'langium';
import type { CodeActionProvider, LangiumServices } from 'langium/lsp';
import {
  CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { message } from '../../base/message.ts';
import type { Edit, Span } from '../check/check.ts';
import type { Found } from '../check/checker.ts';
import type { Environment } from '../environment.ts';
import type { Spec } from '../generated/ast.ts';
import type { CspecAddedServices } from '../services.ts';
import { SpecIndex } from '../spec-index.ts';
import { rangeOf } from '../validator.ts';
import {
  type Action,
  type ActionKind,
  type Asked,
  isSame,
  isWanted,
  type Repair,
  refuseStale,
} from './action/action.ts';
import { extractProfile } from './action/extract-profile.ts';
import { inlineProfile } from './action/inline-profile.ts';
import { quickFixes } from './action/quick-fixes.ts';
import { isRepairable, Repairer } from './action/repair.ts';
import { vethToBridge } from './action/veth-to-bridge.ts';

/** What can be done with the selected part of a file: repairs, comments that silence, and changes of its form. */
export class CspecCodeActionProvider implements CodeActionProvider {
  readonly #services: LangiumServices & CspecAddedServices;
  readonly #environment: Pick<Environment, 'render'>;
  readonly #repairer: Repairer;
  /** Whether the client asks again for the edits of the one action that a person chose. */
  #resolves = false;

  constructor(services: LangiumServices & CspecAddedServices, environment: Pick<Environment, 'render'>) {
    this.#services = services;
    this.#environment = environment;
    this.#repairer = new Repairer(services);
    services.shared.lsp.LanguageServer.onInitialize(({ capabilities }) => {
      const lazy = capabilities.textDocument?.codeAction?.resolveSupport?.properties;
      this.#resolves = lazy?.includes('edit') ?? false;
    });
  }

  /** @throws OperationCancelled */
  async getCodeActions(
    document: LangiumDocument,
    { range, context }: CodeActionParams,
    token: CancellationToken = CancellationToken.None,
  ): Promise<CodeAction[]> {
    refuseStale(document);
    const { textDocument } = document;
    const selected = { offset: textDocument.offsetAt(range.start), end: textDocument.offsetAt(range.end) };
    const actions = this.#actions(document as LangiumDocument<Spec>, selected, context);
    return Promise.all(actions.map((action) => this.#codeAction(document, action, context.diagnostics, token)));
  }

  /** The action with the edits that were left out. */
  async resolve(document: LangiumDocument, action: CodeAction, token: CancellationToken): Promise<CodeAction> {
    const repair = repairOf(action.data);
    return repair ? { ...action, edit: await this.#repair(document, repair, token) } : action;
  }

  #actions(document: LangiumDocument<Spec>, selected: Span, { only }: CodeActionParams['context']): Action[] {
    const { parseResult, textDocument } = document;
    const index = SpecIndex.of(parseResult.value);
    const asked: Asked = { document, text: textDocument.getText(), index, selected };
    const found = this.#services.validation.DocumentValidator.findings(document);
    const wanted = (kind: ActionKind) => isWanted(kind, only);
    return [
      ...(wanted('quickfix') ? quickFixes(asked, found) : []),
      ...(isReadable(document) ? this.#refactorings(asked).filter(({ kind }) => wanted(kind)) : []),
      ...(wanted('source.fixAll.cspec') ? repairAll(found) : []),
    ];
  }

  #refactorings(asked: Asked): Action[] {
    const { References } = this.#services.references;
    return [...extractProfile(asked), ...inlineProfile(asked), ...vethToBridge(asked, References)];
  }

  async #codeAction(
    document: LangiumDocument,
    { kind, title, change, found, preferred }: Action,
    told: readonly Diagnostic[],
    token: CancellationToken,
  ): Promise<CodeAction> {
    const given: CodeAction = {
      kind,
      title: this.#environment.render(title),
      ...(found && { diagnostics: found.map((each) => this.#diagnostic(document, each, told)) }),
      ...(preferred && { isPreferred: true }),
    };
    if ('edits' in change) return { ...given, edit: editOf(document, change.edits) };
    if (this.#resolves) return { ...given, data: { uri: document.textDocument.uri, ...change } };
    return { ...given, edit: await this.#repair(document, change.repair, token) };
  }

  async #repair(document: LangiumDocument, repair: Repair, token: CancellationToken): Promise<WorkspaceEdit> {
    refuseStale(document);
    return editOf(document, await this.#repairer.repair(document, repair, token));
  }

  /** As the client was told of it, if it was. */
  #diagnostic(document: LangiumDocument, found: Found, told: readonly Diagnostic[]): Diagnostic {
    const own = this.#services.validation.DocumentValidator.diagnostic(document, found);
    return told.find((each) => isSame(each, own)) ?? own;
  }
}

/** Where the parser had to guess, parts of the text may belong elsewhere than they seem to. */
function isReadable({ parseResult }: LangiumDocument): boolean {
  return parseResult.lexerErrors.length === 0 && parseResult.parserErrors.length === 0;
}

function repairAll(found: readonly Found[]): Action[] {
  if (!isRepairable(found, {})) return [];
  return [{ kind: 'source.fixAll.cspec', title: message('Repair all that can be repaired'), change: { repair: {} } }];
}

/** What an action carried through the client says of its repair. */
function repairOf(data: unknown): Repair | undefined {
  if (typeof data !== 'object' || data === null || !('repair' in data)) return undefined;
  const { repair } = data;
  if (typeof repair !== 'object' || repair === null) return undefined;
  return 'code' in repair && typeof repair.code === 'string' ? { code: repair.code } : {};
}

/** The file that an action carried through the client is for. */
export function fileOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('uri' in data)) return undefined;
  return typeof data.uri === 'string' ? data.uri : undefined;
}

/** Edits with the ends of lines that the file has. */
function editOf(document: LangiumDocument, edits: readonly Edit[]): WorkspaceEdit {
  const { textDocument } = document;
  const crlf = textDocument.getText().includes('\r\n');
  const changes = edits.map((edit) => ({
    range: rangeOf(document, edit),
    newText: crlf ? edit.text.replace(/\r?\n/g, '\r\n') : edit.text,
  }));
  return { changes: { [textDocument.uri]: changes } };
}
