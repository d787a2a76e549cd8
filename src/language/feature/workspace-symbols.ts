import type { LangiumDocuments } from 'langium';
import type { FuzzyMatcher, LangiumSharedServices, WorkspaceSymbolProvider } from 'langium/lsp';
import type { DocumentSymbol, WorkspaceSymbol, WorkspaceSymbolParams } from 'vscode-languageserver-protocol';
import { CspecSymbolProvider, SYMBOL_KINDS } from './symbols.ts';

/** Names of all open files. */
export class CspecWorkspaceSymbolProvider implements WorkspaceSymbolProvider {
  readonly #documents: LangiumDocuments;
  readonly #matcher: FuzzyMatcher;
  readonly #outline = new CspecSymbolProvider();

  constructor({ workspace, lsp }: LangiumSharedServices) {
    this.#documents = workspace.LangiumDocuments;
    this.#matcher = lsp.FuzzyMatcher;
  }

  getSymbols({ query }: WorkspaceSymbolParams): WorkspaceSymbol[] {
    return this.#documents.all.toArray().flatMap((document) =>
      this.#outline
        .getSymbols(document)
        .flatMap((symbol) => namesIn(symbol, document.uri.toString()))
        .filter(({ name }) => this.#matcher.match(query, name)),
    );
  }
}

/** A name and the interfaces in it; settings and expectations are no names. */
function namesIn({ name, kind, selectionRange, children = [] }: DocumentSymbol, uri: string): WorkspaceSymbol[] {
  if (kind === SYMBOL_KINDS.Expect) return [];
  const inner = children
    .filter(({ detail }) => detail?.startsWith('on '))
    .map((child) => ({ ...child, container: name }));
  return [
    { name, kind, location: { uri, range: selectionRange } },
    ...inner.map((child) => ({
      name: child.name,
      kind: child.kind,
      containerName: child.container,
      location: { uri, range: child.selectionRange },
    })),
  ];
}
