import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { URI } from 'langium';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { environment } from '../../../src/language/environment.ts';
import { createCspecServices } from '../../../src/language/services.ts';
import { largeSpec } from '../../support/large-spec.ts';

const { shared, cspec } = createCspecServices(
  environment({
    onError: (_code, error) => {
      throw error;
    },
  }),
);
const formatter = cspec.lsp.Formatter;
const options = { tabSize: 8, insertSpaces: false };

function documentOf(text: string) {
  return shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse('memory:/test.cspec'));
}

function offsets(marked: string): { text: string; places: number[] } {
  const places = [...marked.matchAll(/[«»]/g)].map(({ index }, count) => index - count);
  return { text: marked.replace(/[«»]/g, ''), places };
}

/** Formats the part between « and ». */
async function formatRange(marked: string): Promise<string> {
  const { text, places } = offsets(marked);
  const document = documentOf(text);
  const { textDocument } = document;
  const [start = 0, end = 0] = places;
  const range = { start: textDocument.positionAt(start), end: textDocument.positionAt(end) };
  const params = { textDocument: { uri: '' }, range, options };
  return TextDocument.applyEdits(textDocument, (await formatter?.formatDocumentRange(document, params)) ?? []);
}

/** Formats after the character before « was typed. */
async function type(marked: string): Promise<string> {
  const { text, places } = offsets(marked);
  const document = documentOf(text);
  const { textDocument } = document;
  const [at = 0] = places;
  const ch = text[at - 1] ?? '';
  const params = {
    textDocument: { uri: '' },
    position: textDocument.positionAt(at),
    ch: ch === '}' ? ch : '\n',
    options,
  };
  return TextDocument.applyEdits(textDocument, (await formatter?.formatDocumentOnType(document, params)) ?? []);
}

describe('formatting a document', () => {
  it('goes by the style of the language, whatever the editor is set to', async () => {
    const document = documentOf('netns a {\n\tdns   1.1.1.1\n}\n');
    const edits = await formatter?.formatDocument(document, { textDocument: { uri: '' }, options });
    assert.equal(TextDocument.applyEdits(document.textDocument, edits ?? []), 'netns a {\n  dns 1.1.1.1\n}\n');
    assert.equal(edits?.length, 2);
  });

  it('sends one edit instead of thousands', async () => {
    const text = largeSpec(4000);
    const document = documentOf(text.replace(/^ {2}/gm, '      '));
    const edits = await formatter?.formatDocument(document, { textDocument: { uri: '' }, options });
    assert.equal(edits?.length, 1);
    assert.equal(TextDocument.applyEdits(document.textDocument, edits ?? []), text);
  });
});

describe('formatting a range', () => {
  it('formats the statements that it touches, with all that is in them', async () => {
    assert.equal(
      await formatRange('netns   a {}\nnetns   b {\n dns  1.1«.1.1\n d»ns   2.2.2.2 }\nnetns   c {}'),
      'netns   a {}\nnetns   b {\n  dns 1.1.1.1\n  dns 2.2.2.2 }\nnetns   c {}',
    );
    assert.equal(
      await formatRange('netns   a {}\nnetns   «b {\n dns  1.1.1.1}» \nnetns   c {}'),
      'netns   a {}\nnetns b {\n  dns 1.1.1.1\n} \nnetns   c {}',
    );
  });

  it('formats a list as a whole', async () => {
    assert.equal(
      await formatRange('container a {\n  command [\n"a",\n«"b"»\n]\n  user   0:0\n}\n'),
      'container a {\n  command ["a", "b"]\n  user   0:0\n}\n',
    );
  });

  it('leaves what has an error, and blank places', async () => {
    const broken = 'netns   a { dns  }\nnetns   b {}\n';
    assert.equal(await formatRange(`«${broken.slice(0, 10)}»${broken.slice(10)}`), broken);
    assert.equal(await formatRange('veth   a\n\n\n«\n»\nveth   b'), 'veth   a\n\n\n\n\nveth   b');
  });
});

describe('formatting while typing', () => {
  it('formats the statement that a } ends', async () => {
    assert.equal(
      await type('container   a {\n   interface   e  {\n mtu   1500\n}«\n user   0:0\n}'),
      'container   a {\n  interface e {\n    mtu 1500\n  }\n user   0:0\n}',
    );
  });

  it('formats the line before a new one, and indents the new one', async () => {
    assert.equal(await type('netns a {\ndns   1.1.1.1\n«\n}\n'), 'netns a {\n  dns 1.1.1.1\n  \n}\n');
    assert.equal(await type('netns   a {\n«}\n'), 'netns a {\n}\n');
    assert.equal(await type('netns a {\n  interface e {\n«  }\n}\n'), 'netns a {\n  interface e {\n  }\n}\n');
    assert.equal(await type('netns a {}\n     «\nveth   b\n'), 'netns a {}\n\nveth   b\n');
  });

  it('does not take back the line break in a list', async () => {
    assert.equal(
      await type('container a {\n  command ["a",\n«"b"]\n}\n'),
      'container a {\n  command ["a",\n    "b"]\n}\n',
    );
  });

  it('indents where there are errors', async () => {
    assert.equal(await type('netns a {\n    interface\n«\n}\n'), 'netns a {\n    interface\n    \n}\n');
    assert.equal(await type('netns a {\n  interface x on {\n«\n'), 'netns a {\n  interface x on {\n    \n');
  });
});
