import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { selectionRanges } from '../../../../src/language/feature/selection-ranges.ts';
import { type Asked, ask } from '../../../support/asking.ts';
import { processorTime } from '../../../support/language.ts';
import { largeSpec } from '../../../support/large-spec.ts';

type Feature = (asked: Asked, position: { readonly line: number; readonly character: number }) => unknown;

const FEATURES: Readonly<Record<string, Feature>> = {
  symbols: ({ services, document, textDocument }) =>
    services.lsp.DocumentSymbolProvider?.getSymbols(document, { textDocument }),
  folding: ({ services, document, textDocument }) =>
    services.lsp.FoldingRangeProvider?.getFoldingRanges(document, { textDocument }),
  selection: ({ document }, position) => selectionRanges(document, [position]),
  tokens: ({ services, document, textDocument }) =>
    services.lsp.SemanticTokenProvider?.semanticHighlight(document, { textDocument }),
  hints: ({ services, document, textDocument }, position) =>
    services.lsp.InlayHintProvider?.getInlayHints(document, {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: position.line + 50, character: 0 } },
    }),
  links: ({ services, document, textDocument }) =>
    services.lsp.DocumentLinkProvider?.getDocumentLinks(document, { textDocument }),
  lenses: ({ services, document, textDocument }) =>
    services.lsp.CodeLensProvider?.provideCodeLens(document, { textDocument }),
  hover: ({ services, document, textDocument }, position) =>
    services.lsp.HoverProvider?.getHoverContent(document, { textDocument, position }),
  type: ({ services, document, textDocument }, position) =>
    services.lsp.TypeProvider?.getTypeDefinition(document, { textDocument, position }),
  hierarchy: ({ services, document, textDocument }, position) =>
    services.lsp.TypeHierarchyProvider?.prepareTypeHierarchy(document, { textDocument, position }),
  definition: ({ services, document, textDocument }, position) =>
    services.lsp.DefinitionProvider?.getDefinition(document, { textDocument, position }),
  signature: ({ services, document, textDocument }, position) =>
    services.lsp.SignatureHelp?.provideSignatureHelp(document, { textDocument, position }),
  completion: ({ services, document, textDocument }, position) =>
    services.lsp.CompletionProvider?.getCompletion(document, { textDocument, position }),
};

const BROKEN: readonly string[] = [
  '',
  '|',
  '{|',
  '}|',
  'netns|',
  'netns a { interface | }',
  'netns a { interface e on | }',
  'netns a { route | via }',
  'bridge | in\nbridge b in nothing { address | }',
  'container { | limits { memory. = | } namespaces [ pid,, | map ids | }',
  'container x { rootfs | mount bind | join | publish | use | after | cgroup | }',
  'cgroup in | { = 5 memory.max | }',
  'host { nat from | via publish | to port }',
  'profile p { use p | }\ncontainer x { use p }',
  'cgroup a in b { }\ncgroup b in a { | }',
  'container x { env A = "|\n command ["a", }',
  'macvlan m parent | mode\nvlan v | id\nvxlan x { id | remote | }',
];

describe('every feature', () => {
  for (const [name, feature] of Object.entries(FEATURES)) {
    it(`bears broken texts: ${name}`, async () => {
      for (const text of BROKEN) {
        const asked = await ask(text, { uri: 'file:///broken.cspec', commands: ['isolens.environment.up'] });
        for (const position of [...asked.positions, { line: 0, character: 0 }]) await feature(asked, position);
      }
    });
  }

  it('stays quick in 10,000 lines', async () => {
    const asked = await ask(largeSpec(10_000));
    for (const [name, feature] of Object.entries(FEATURES)) {
      await feature(asked, { line: 5000, character: 4 });
      const took = await processorTime(async () => feature(asked, { line: 5000, character: 4 }));
      // Ten times what it takes: it must not grow with the square.
      assert.ok(took < 1500, `${name}: ${took} ms`);
    }
  });
});
