import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseCspec } from '../../support/cspec.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const json = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
const { languages, snippets } = json('package.json').contributes;
const configuration = json(languages[0].configuration);

interface Snippet {
  readonly prefix: string;
  readonly body: string | readonly string[];
}

/** The text with the proposals that a person may leave as they are. */
function expanded({ body }: Snippet): string {
  const proposals = new Map<string, string>();
  return [body]
    .flat()
    .join('\n')
    .replace(/\$0/g, '')
    .replace(/\$\{(\d+)\|([^,|]*)[^}]*\}/g, '$2')
    .replace(/\$\{(\d+):([^}]*)\}/g, (_, key: string, text: string) => {
      proposals.set(key, text);
      return text;
    })
    .replace(/\$\{?(\d+)\}?/g, (_, key: string) => proposals.get(key) ?? '');
}

describe('the snippets', () => {
  const all = Object.values<Snippet>(json(snippets[0].path));
  const inContainer = /^(?:limits|interface|publish|mount)\b/;
  for (const snippet of all) {
    it(`are of the language: ${snippet.prefix}`, async () => {
      const text = expanded(snippet);
      const whole = inContainer.test(snippet.prefix) ? `container around {\n${text}\n}` : text;
      const { document } = await parseCspec(whole);
      const { lexerErrors, parserErrors } = document.parseResult;
      assert.deepEqual([...lexerErrors, ...parserErrors], []);
    });
  }
});

describe('the icons of the language', () => {
  for (const theme of ['light', 'dark']) {
    it(`are there: ${theme}`, () => assert.ok(existsSync(path.join(ROOT, languages[0].icon[theme]))));
  }
});

describe('a word', () => {
  const word = new RegExp(configuration.wordPattern, 'g');
  for (const whole of ['veth-sfo', 'memory.max', 'hugetlb.2MB.max', '10.0.0.1/24', '0-3,7', 'fe80::1/64', '50%']) {
    it(`is the whole of ${whole}`, () => assert.deepEqual(`a ${whole} {`.match(word), ['a', whole]));
  }
  it('is each element of a list', () => assert.deepEqual('[pid, net]'.match(word), ['pid', 'net']));
});

describe('a new line', () => {
  const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
  const [comment] = configuration.onEnterRules;
  const deeper = (line: string) => new RegExp(increaseIndentPattern).test(line);
  const goesOn = (before: string, after: string) =>
    new RegExp(comment.beforeText).test(before) && new RegExp(comment.afterText).test(after);

  it('is deeper below an open block or list, whatever is said of it', () => {
    for (const line of ['host {', '  limits {  # own', 'command [', 'image "a#b" command ['])
      assert.ok(deeper(line), line);
    for (const line of ['host { }', '# host {', 'image "a {', 'mtu 1500']) assert.ok(!deeper(line), line);
    assert.match('  }', new RegExp(decreaseIndentPattern));
  });

  it('inside of a comment begins with the rest of the comment', () => {
    assert.ok(goesOn('# one', 'two') && goesOn('mtu 1500 # one', ' two'));
    assert.ok(!goesOn('# one', '') && !goesOn('env A = "#', '1"') && !goesOn('', '# one'));
  });
});
