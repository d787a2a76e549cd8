import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MarkupContent } from 'vscode-languageserver-protocol';
import { TestLanguage } from '../../../support/language.ts';

const language = new TestLanguage();
let count = 0;

/** What is shown with the pointer at `|`; empty when nothing is. */
async function hoverAt(marked: string): Promise<string> {
  const offset = marked.indexOf('|');
  const document = await language.open(marked.replace('|', ''), `/hover-${++count}.cspec`);
  const position = document.textDocument.positionAt(offset);
  const params = { textDocument: { uri: document.uri.toString() }, position };
  const hover = await language.cspec.lsp.HoverProvider?.getHoverContent(document, params);
  return hover && MarkupContent.is(hover.contents) ? hover.contents.value : '';
}

describe('hover tells', () => {
  it('what a name is, with the comment above it, and who is on it', async () => {
    const text = await hoverAt(
      '# Joins *two* namespaces.\nveth cable\nnetns a { interface e0 on ca|ble { address 10.0.0.1/24 } }\n',
    );
    assert.equal(text, '`veth cable`\n\nJoins \\*two\\* namespaces.\n\n- `a e0 10.0.0.1/24`');
  });

  it('the same at the declaration', async () => {
    assert.match(await hoverAt('netns sf|o\n'), /^`netns sfo`/);
  });

  it('what a cgroup file is, and what is written into it', async () => {
    const text = await hoverAt('cgroup g { memory.m|ax = 10M }');
    assert.match(text, /^`memory\.max`\n\nHard limit/);
    assert.match(text, /- Written: `10485760`/);
    assert.match(text, /- In cgroup v1: `memory\.limit_in_bytes`/);
  });

  it('the same at the value', async () => {
    assert.match(await hoverAt('cgroup g { cpu.max = 5|0% }'), /- Written: `50000 100000`/);
  });

  it('the network of an address', async () => {
    assert.match(await hoverAt('netns a { interface e { address 10.0|.3.7/22 } }'), /In the network 10\.0\.0\.0\/22/);
  });

  it('what a capability permits', async () => {
    assert.match(await hoverAt('container c { capabilities [CAP_NET|_RAW] }'), /raw and packet sockets/);
  });

  for (const text of ['', '|', 'cgroup g { what.ever| = 1 }', 'netns |', 'container c { cgroup no|body }', '{|']) {
    it(`nothing at ${JSON.stringify(text)}`, async () => assert.equal(await hoverAt(text || '|'), ''));
  }
});
