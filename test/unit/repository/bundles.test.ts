import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build, bundledFiles } from '../../../scripts/build.mjs';
import { readLock } from '../../../scripts/lockfile.mjs';
import { openText, withServer } from '../../support/language-servers.ts';

const BROWSER = ['browser/extension.js', 'browser/server.js'];
/** Bundles in which people at both ends of a connection must know an error of the other as an error. */
const TALKING = ['client.cjs', 'server.cjs', ...BROWSER];

/** Where copies of a package are that files are from. */
function copies(name: string, files: readonly string[]): readonly string[] {
  const place = new RegExp(`^.*node_modules/${name}/`);
  return [...new Set(files.flatMap((file) => place.exec(file)?.[0] ?? []))];
}

describe('what is bundled', async () => {
  const files = await bundledFiles();
  const locked = readLock(path.join(import.meta.dirname, '../../../package-lock.json'));

  for (const name of ['vscode-languageclient', 'vscode-languageserver']) {
    it(`is the protocol that ${name} was made for`, () => {
      const made = locked[`node_modules/${name}`]?.dependencies?.['vscode-languageserver-protocol'];
      assert.equal(made, locked['node_modules/vscode-languageserver-protocol']?.version);
    });
  }

  for (const name of TALKING) {
    it(`is one vscode-jsonrpc, so that a refusal arrives as one: ${name}`, () => {
      const of = files.get(name) ?? [];
      assert.equal(copies('vscode-jsonrpc', of).length, 1);
      assert.equal(copies('vscode-languageserver-protocol', of).length, 1);
    });
  }

  it('is no client and no server where the extension starts: they are loaded with the first file', () => {
    const of = files.get('extension.cjs') ?? [];
    assert.deepEqual(copies('vscode-languageclient', of), []);
    assert.deepEqual(copies('langium', of), []);
  });

  it('is the language and nothing else in the browser', () => {
    const own = BROWSER.flatMap((name) => files.get(name) ?? []).filter((file) => file.startsWith('src/'));
    const rest = own.filter(
      (file) => !/^src\/(?:base|model|language|server\/browser|extension\/(?:browser|language))\//.test(file),
    );
    assert.ok(own.length > 0);
    assert.deepEqual(rest, []);
  });
});

describe('the page', async () => {
  const files = await bundledFiles();
  const pages = [...files.keys()].filter((name) => name.startsWith('webview/'));

  for (const name of pages) {
    it(`is made of what runs in a page: ${name}`, () => {
      const own = (files.get(name) ?? []).filter((file) => !file.startsWith('node_modules/'));
      assert.ok(own.length > 0);
      assert.deepEqual(
        own.filter((file) => !/^(?:src\/(?:base|drawing|model|protocol)|webview)\//.test(file)),
        [],
      );
    });
  }

  it('is a script with styles of the same name', () => {
    const names = (ending: string) =>
      pages.flatMap((name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : []));
    assert.ok(pages.length > 0);
    assert.deepEqual(names('.js'), names('.css'));
  });
});

describe('the bundles', () => {
  let outdir: string;
  before(async () => {
    outdir = mkdtempSync(path.join(tmpdir(), 'isolens-bundles-'));
    await build({ outdir, production: true });
  });
  after(() => rmSync(outdir, { recursive: true }));

  it('answer a rename that is refused with an error', async () => {
    await withServer({ program: path.join(outdir, 'server.cjs') }, async (client) => {
      const uri = 'untitled:Untitled-1';
      await openText(client, uri, 'netns a netns b');
      const params = { textDocument: { uri }, position: { line: 0, character: 6 }, newName: 'b' };
      await assert.rejects(client.sendRequest('textDocument/rename', params), /There is a netns b already/);
    });
  });

  for (const name of BROWSER) {
    it(`for the browser need nothing of Node.js: ${name}`, () => {
      const text = readFileSync(path.join(outdir, name), 'utf8');
      const required = [...text.matchAll(/(?<![.\w])require\(\s*["']([^"']+)["']\s*\)/g)].map(
        (match) => match[1] ?? '',
      );
      assert.deepEqual([...new Set(required)], name.endsWith('extension.js') ? ['vscode'] : []);
      assert.deepEqual(
        builtinModules.filter((each) => text.includes(`"node:${each}"`)),
        [],
      );
    });
  }
});
