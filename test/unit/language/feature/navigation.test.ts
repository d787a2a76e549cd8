import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Asked, ask, textOf } from '../../../support/asking.ts';

/** Two cursors each: at the use and at the declaration, in any order; the name is where it is declared. */
const REFERENCES: readonly string[] = [
  'veth |cable\nnetns a { interface e on |cable }',
  'netns |r\nbridge b in |r',
  'netns |web\nhost { publish 80 to |web port 80 }',
  'netns |n\ncontainer x { join net of |n }',
  'cgroup |g { }\ncontainer x { cgroup |g }',
  'cgroup |g { }\ncgroup h in |g { }',
  'profile |p { }\ncontainer x { use |p }',
  'cgroup |g { }\nexpect |g processes 0',
  'netns |a\nnetns b\nexpect b not reaches |a port 80',
  'container |db { }\ncontainer x { after |db }',
  'netns a { interface |up route 10.0.0.0/8 dev |up }',
];

async function at(asked: Asked, position = asked.positions[0]) {
  const params = { textDocument: asked.textDocument, position: position ?? { line: 0, character: 0 } };
  const { DefinitionProvider, ReferencesProvider, DocumentHighlightProvider } = asked.services.lsp;
  const definitions = (await DefinitionProvider?.getDefinition(asked.document, params)) ?? [];
  const references =
    (await ReferencesProvider?.findReferences(asked.document, { ...params, context: { includeDeclaration: true } })) ??
    [];
  const highlights = (await DocumentHighlightProvider?.getDocumentHighlight(asked.document, params)) ?? [];
  return { definitions, references, highlights };
}

describe('navigation', () => {
  for (const text of REFERENCES) {
    it(`leads from use to declaration and back: ${JSON.stringify(text)}`, async () => {
      const asked = await ask(text);
      const first = asked.positions.toSorted((a, b) => a.line - b.line || a.character - b.character)[0];
      for (const position of asked.positions) {
        const { definitions, references, highlights } = await at(asked, position);
        assert.deepEqual(
          definitions.map(({ targetSelectionRange }) => targetSelectionRange.start),
          [first],
        );
        assert.equal(references.length, 2);
        assert.equal(highlights.length, 2);
      }
    });
  }

  it('leads to what something is of', async () => {
    const typeOf = async (text: string) => {
      const asked = await ask(text);
      const params = { textDocument: asked.textDocument, position: asked.positions[0] ?? { line: 0, character: 0 } };
      const links = await asked.services.lsp.TypeProvider?.getTypeDefinition(asked.document, params);
      return links?.map(({ targetRange }) => textOf(asked, targetRange));
    };
    assert.deepEqual(await typeOf('veth c\nnetns a { interface |e on c }'), ['veth c']);
    assert.deepEqual(await typeOf('cgroup g { }\ncontainer |x { cgroup g }'), ['cgroup g { }']);
    assert.deepEqual(await typeOf('profile p { }\ncontainer x { use |p }'), ['profile p { }']);
    assert.equal(await typeOf('netns a { | }'), undefined);
  });

  it('links the paths of a file', async () => {
    const asked = await ask(
      'container x { rootfs ./root mount bind "../my site" at /srv seccomp /etc/s.json join net of path "/run/netns/a" }',
      { uri: 'file:///w/a/b.cspec' },
    );
    const links = await asked.services.lsp.DocumentLinkProvider?.getDocumentLinks(asked.document, asked);
    assert.deepEqual(
      links?.map(({ range, target }) => [textOf(asked, range), target]),
      [
        ['./root', 'file:///w/a/root'],
        ['"../my site"', 'file:///w/my%20site'],
        ['/etc/s.json', 'file:///etc/s.json'],
        ['"/run/netns/a"', 'file:///run/netns/a'],
      ],
    );
  });

  it('shows the tree of groups', async () => {
    const asked = await ask('cgroup g { }\ncgroup |h in g { }\ncgroup i in h { }\ncontainer x { cgroup h }\n');
    const hierarchy = asked.services.lsp.TypeHierarchyProvider;
    const position = asked.positions[0] ?? { line: 0, character: 0 };
    const [item] = (await hierarchy?.prepareTypeHierarchy(asked.document, { ...asked, position })) ?? [];
    assert.ok(item);
    const names = (items: readonly { readonly name: string }[] | undefined) => items?.map(({ name }) => name);
    assert.deepEqual(names(await hierarchy?.supertypes({ item })), ['g']);
    assert.deepEqual(names(await hierarchy?.subtypes({ item })), ['i', 'x']);
  });

  it('has lenses for clients with the commands', async () => {
    const text = 'environment e\nnetns a\ncontainer x { }\n';
    const lenses = async (commands: readonly string[]) => {
      const asked = await ask(text, { commands });
      const found = await asked.services.lsp.CodeLensProvider?.provideCodeLens(asked.document, asked);
      return (found ?? []).map(({ range, command }) => [
        range.start.line,
        command?.title,
        ...(command?.arguments ?? []),
      ]);
    };
    assert.deepEqual(await lenses([]), []);
    const uri = 'memory:/asked.cspec';
    assert.deepEqual(await lenses(['isolens.environment.plan', 'isolens.environment.runInNamespace']), [
      [0, 'Plan', uri],
      [1, 'Run in namespace', uri, 'a'],
      [2, 'Run in namespace', uri, 'x'],
    ]);
  });
});
