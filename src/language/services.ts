import type { Module } from 'langium';
import { EmptyFileSystem, inject } from 'langium';
import {
  createDefaultModule,
  createDefaultSharedModule,
  type LangiumServices,
  type LangiumSharedServices,
  type PartialLangiumServices,
} from 'langium/lsp';
import type { Connection } from 'vscode-languageserver';
import { CspecLanguageServer } from './capabilities.ts';
import { LineComments } from './comments.ts';
import type { Environment } from './environment.ts';
import { CspecCodeActionProvider } from './feature/code-actions.ts';
import { CspecCodeLensProvider } from './feature/code-lenses.ts';
import { CspecCompletionProvider } from './feature/completion/completion.ts';
import { CspecDocumentLinkProvider } from './feature/document-links.ts';
import { CspecFoldingRangeProvider } from './feature/folding.ts';
import { CspecHoverProvider } from './feature/hover/hover.ts';
import { CspecInlayHintProvider } from './feature/inlay-hints.ts';
import { CspecRenameProvider } from './feature/rename.ts';
import { CspecSemanticTokenProvider } from './feature/semantic-tokens.ts';
import { CspecSignatureHelpProvider } from './feature/signature-help.ts';
import { CspecSymbolProvider } from './feature/symbols.ts';
import { CspecTypeDefinitionProvider } from './feature/type-definition.ts';
import { CspecTypeHierarchyProvider } from './feature/type-hierarchy.ts';
import { CspecWorkspaceSymbolProvider } from './feature/workspace-symbols.ts';
import { CspecFormatter } from './formatter.ts';
import { CspecGeneratedModule, CspecGeneratedSharedModule } from './generated/module.ts';
import { CspecLexer, CspecTokenBuilder } from './lexer.ts';
import { CspecLinker, CspecReferences, NoReferenceDescriptions } from './linking.ts';
import { createCspecCompletionParser, createCspecParser } from './parser.ts';
import { ParserErrors } from './parser-errors.ts';
import { CspecScopeProvider, NoExports } from './scope.ts';
import { CspecValidator } from './validator.ts';

/** What the language adds to or replaces in Langium. */
export interface CspecAddedServices {
  readonly Environment: Environment;
  readonly lsp: { readonly CodeActionProvider: CspecCodeActionProvider };
  readonly validation: { readonly DocumentValidator: CspecValidator };
}

export type CspecServices = LangiumServices & CspecAddedServices;

function cspecModule(surroundings: Environment): Module<CspecServices, PartialLangiumServices & CspecAddedServices> {
  return {
    Environment: () => surroundings,
    documentation: { CommentProvider: () => new LineComments() },
    lsp: {
      CodeActionProvider: (services) => new CspecCodeActionProvider(services, surroundings),
      CompletionProvider: (services) => new CspecCompletionProvider(services, surroundings),
      CodeLensProvider: () => new CspecCodeLensProvider(surroundings),
      DocumentLinkProvider: () => new CspecDocumentLinkProvider(),
      DocumentSymbolProvider: () => new CspecSymbolProvider(),
      FoldingRangeProvider: (services) => new CspecFoldingRangeProvider(services),
      Formatter: (services) => new CspecFormatter(services.parser.Lexer),
      HoverProvider: (services) => new CspecHoverProvider(services, surroundings),
      InlayHintProvider: (services) => new CspecInlayHintProvider(services, surroundings),
      RenameProvider: (services) => new CspecRenameProvider(services, surroundings),
      SemanticTokenProvider: (services) => new CspecSemanticTokenProvider(services),
      SignatureHelp: (services) => new CspecSignatureHelpProvider(services, surroundings),
      TypeHierarchyProvider: (services) => new CspecTypeHierarchyProvider(services),
      TypeProvider: (services) => new CspecTypeDefinitionProvider(services),
    },
    parser: {
      CompletionParser: (services) => createCspecCompletionParser(services),
      LangiumParser: (services) => createCspecParser(services),
      Lexer: (services) => new CspecLexer(services),
      ParserErrorMessageProvider: () => new ParserErrors(),
      TokenBuilder: () => new CspecTokenBuilder(),
    },
    references: {
      Linker: (services) => new CspecLinker(services),
      References: (services) => new CspecReferences(services),
      ScopeComputation: () => new NoExports(),
      ScopeProvider: (services) => new CspecScopeProvider(services),
    },
    workspace: { ReferenceDescriptionProvider: () => new NoReferenceDescriptions() },
    validation: { DocumentValidator: (services) => new CspecValidator(services.Environment, services.Grammar) },
  };
}

/** The language with its services; `connection` only in the server. */
export function createCspecServices(
  surroundings: Environment,
  connection?: Connection,
): { readonly shared: LangiumSharedServices; readonly cspec: CspecServices } {
  const shared = inject(
    createDefaultSharedModule({ ...(connection && { connection }), ...EmptyFileSystem }),
    CspecGeneratedSharedModule,
    {
      lsp: {
        LanguageServer: (services: LangiumSharedServices) => new CspecLanguageServer(services),
        WorkspaceSymbolProvider: (services: LangiumSharedServices) => new CspecWorkspaceSymbolProvider(services),
      },
    },
  );
  const cspec = inject(createDefaultModule({ shared }), CspecGeneratedModule, cspecModule(surroundings));
  shared.ServiceRegistry.register(cspec);
  return { shared, cspec };
}
