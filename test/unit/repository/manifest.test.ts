import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { bundles, pseudo, sentences } from '../../../scripts/l10n.mjs';
import { notices } from '../../../scripts/notices.mjs';
import { INDENT } from '../../../src/language/format/layout.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const text = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const manifest = JSON.parse(text('package.json'));
const nls: Record<string, string> = JSON.parse(text('package.nls.json'));

/** Keys that stand twice in one object: JSON.parse keeps only the last, without a word. */
function repeatedKeys(json: string): string[] {
  const open: Set<string>[] = [];
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)].flatMap(([token, colon]) => {
    if (token === '{') open.push(new Set());
    if (token === '}') open.pop();
    if (colon === undefined) return [];
    const key = String(JSON.parse(token.slice(0, -colon.length)));
    const isKnown = open.at(-1)?.has(key) === true;
    open.at(-1)?.add(key);
    return isKnown ? [key] : [];
  });
}

describe('the manifest', () => {
  it('has the names that others rely on', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, 'isolens.isolens');
    assert.equal(manifest.contributes.languages[0].id, 'cspec');
    assert.equal(manifest.contributes.grammars[0].scopeName, 'source.cspec');
    const commands: { command: string }[] = manifest.contributes.commands;
    assert.deepEqual(
      commands.filter(({ command }) => !command.startsWith('isolens.')),
      [],
    );
    const settings = Object.keys(manifest.contributes.configuration.properties);
    assert.deepEqual(
      settings.filter((name) => !name.startsWith('isolens.')),
      [],
    );
  });

  it('indents files of the language as its formatter does', () => {
    const defaults = manifest.contributes.configurationDefaults['[cspec]'];
    assert.equal(' '.repeat(defaults['editor.tabSize']), INDENT);
    assert.equal(defaults['editor.insertSpaces'], true);
  });

  it('names only files and commands that are there', () => {
    const { grammars, snippets, languages } = manifest.contributes;
    for (const { path: file } of [...grammars, ...snippets]) assert.ok(existsSync(path.join(ROOT, file)), file);
    assert.ok(existsSync(path.join(ROOT, languages[0].configuration)));
    for (const { icon } of manifest.contributes.viewsContainers.activitybar)
      assert.ok(existsSync(path.join(ROOT, icon)));
    const known = new Set(manifest.contributes.commands.map(({ command }: { command: string }) => command));
    const used = Object.values<{ command: string }[]>(manifest.contributes.menus).flat();
    assert.ok(used.length > 50);
    assert.deepEqual(
      used.filter(({ command }) => !known.has(command)),
      [],
    );
  });

  it('has each key once in every object, and so have the sentences', () => {
    for (const file of ['package.json', 'package.nls.json']) assert.deepEqual(repeatedKeys(text(file)), [], file);
  });

  it('would find a key that stands twice', () => {
    assert.deepEqual(repeatedKeys('{"a": {"b": [{"c": 1}, {"c": ":"}]}, "b": "{", "a": 2, "\\u0061": 3}'), ['a', 'a']);
  });

  it('registers in the sources every command that it declares, and declares every one that is registered', () => {
    const dirs = ['src/extension/commands', 'src/extension/language'].map((dir) => path.join(ROOT, dir));
    const files = dirs.flatMap((dir) => readdirSync(dir).map((file) => path.join(dir, file)));
    const registered = files
      .flatMap((file) => [
        ...readFileSync(file, 'utf8').matchAll(/'(isolens\.(?:(?:cspec|environment)\.)?[a-zA-Z]+)'/g),
      ])
      .map((match) => match[1]);
    const declared: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const other = /^isolens\.(?:filtered|state|namespaces|cspec|cspec\.server)$/;
    const known = new Set(registered.filter((name) => !other.test(name ?? '')));
    assert.deepEqual(known, new Set(declared));
  });

  it('shows at most three inline actions for one row', () => {
    const items: { group: string; when: string }[] = manifest.contributes.menus['view/item/context'];
    const rows = items.filter(({ group }) => group.startsWith('inline')).map(({ when }) => when);
    for (const row of rows) assert.ok(rows.filter((each) => each === row).length <= 3, row);
  });

  it('has all its texts in package.nls.json, and no text there that nobody uses', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map((match) => match[1] ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(nls).sort());
  });

  it('declares the packages and the folders that every version must have', () => {
    for (const name of ['@vscode/webview-ui-toolkit', 'vscode-languageclient', 'node-pty', 'elkjs']) {
      assert.ok(manifest.dependencies[name], name);
    }
    for (const name of ['tsconfig.json', 'src', 'webview', 'syntaxes', 'test', '.vscodeignore']) {
      assert.ok(existsSync(path.join(ROOT, name)), name);
    }
  });
});

describe('the translations', () => {
  it('are made from the sources as they are now (node scripts/l10n.mjs)', () => {
    for (const [file, content] of bundles()) assert.equal(text(file), content, file);
  });

  it('cover every sentence in the pseudo-locale, with its placeholders', () => {
    const bundle: Record<string, string> = JSON.parse(text('l10n/bundle.l10n.qps-ploc.json'));
    for (const sentence of sentences()) {
      const translated = bundle[sentence] ?? '';
      assert.match(translated, /^⟦.*⟧$/s);
      const holes = (each: string) => (each.match(/\{\d+\}/g) ?? []).sort();
      assert.deepEqual(holes(translated), holes(sentence));
    }
  });

  it('leave what is no text as it is', () => {
    assert.equal(pseudo('See {0} [here](command:isolens.x)'), '⟦Šéé {0} [héré](command:isolens.x)⟧'.replace('Š', 'S'));
  });
});

describe('the notices', () => {
  it('name everything that is packed (node scripts/notices.mjs)', async () => {
    assert.equal(text('ThirdPartyNotices.txt'), await notices());
  });
});
