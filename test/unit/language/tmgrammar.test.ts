import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { IGrammar, Registry } from 'vscode-textmate';
import { CspecGrammar } from '../../../src/language/generated/grammar.ts';
import { allKeywords } from '../../../src/language/keywords.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const CASES = path.join(import.meta.dirname, 'tmgrammar');

/** The part of vscode-tmgrammar-test that is used; the package has no entry point but its programs. */
interface Tester {
  parseGrammarTestCase(text: string): object;
  runGrammarTestCase(registry: Registry, testCase: object): Promise<readonly Failure[]>;
}

interface Failure {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly actual: readonly string[];
}

const require = createRequire(import.meta.url);
const tester: Tester = require('vscode-tmgrammar-test/dist/unit/index.js');
const textmate: {
  createRegistry(grammars: readonly object[]): Registry;
} = require('vscode-tmgrammar-test/dist/common/index.js');

const registry = textmate.createRegistry([
  { path: path.join(ROOT, 'syntaxes/cspec.tmLanguage.json'), scopeName: 'source.cspec' },
]);

describe('the colours', () => {
  for (const name of readdirSync(CASES)) {
    it(`are those of ${name}`, async () => {
      const testCase = tester.parseGrammarTestCase(readFileSync(path.join(CASES, name), 'utf8'));
      const failures = await tester.runGrammarTestCase(registry, testCase);
      assert.deepEqual(failures.map(told), []);
    });
  }
});

function told({ line, start, end, missing, unexpected, actual }: Failure): string {
  return `line ${line + 1}, ${start}–${end}: missing ${missing.join(' ')}; not wanted ${unexpected.join(' ')}; there: ${actual.join(' ')}`;
}

describe('the words of the language', () => {
  const words = allKeywords(CspecGrammar());
  let grammar: IGrammar;
  before(async () => {
    const loaded = await registry.loadGrammar('source.cspec');
    assert.ok(loaded);
    grammar = loaded;
  });

  /** Scopes of all that is in a line. */
  const scopesOf = (line: string) => grammar.tokenizeLine(line, null).tokens.flatMap(({ scopes }) => scopes);
  const isWord = (scope: string) => /^(?:keyword\.other|storage\.type)\./.test(scope);

  it('are all coloured', () => {
    assert.deepEqual(
      words.filter((word) => !scopesOf(`  ${word} `).some(isWord)),
      [],
    );
  });

  for (const line of ['x-WORD', 'WORD-x', 'x.WORD', 'WORD.x', 'WORD_x', '/x/WORD/x', './WORD', '"WORD"', '# WORD']) {
    it(`are not coloured in ${line}`, () => {
      assert.deepEqual(
        words.filter((word) => scopesOf(line.replace('WORD', word)).some(isWord)),
        [],
      );
    });
  }

  it('are not coloured in lists, where options are', () => {
    assert.deepEqual(
      words.filter((word) => scopesOf(`[${word}, ${word}=1]`).some(isWord)),
      [],
    );
  });
});
