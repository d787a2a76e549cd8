import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkList, checkListFile, checkPages, checkPagesFile } from '../../../scripts/checks.mjs';
import { knobsFile, knobsPage, languageFile, languagePage } from '../../../scripts/reference.mjs';
import { formatMessage } from '../../../src/base/message.ts';
import { CHECKS } from '../../../src/language/check/all.ts';
import { environment } from '../../../src/language/environment.ts';
import { allKeywords } from '../../../src/language/keywords.ts';
import { createCspecServices } from '../../../src/language/services.ts';
import { gatherCases, parseCspec } from '../../support/cspec.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const GENERATED = path.join(ROOT, 'src/language/generated');

/** Code of a language in a page. */
function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, name, text]) =>
    name === language && text ? [text] : [],
  );
}

describe('what is generated from the language', () => {
  it('is made from the grammar as it is now (npm run grammar)', () => {
    const out = mkdtempSync(path.join(tmpdir(), 'isolens-grammar-'));
    try {
      const config = JSON.parse(readFileSync(path.join(ROOT, 'langium-config.json'), 'utf8'));
      const [language] = config.languages;
      const grammar = path.join(ROOT, language.grammar);
      writeFileSync(
        path.join(out, 'langium-config.json'),
        JSON.stringify({
          ...config,
          languages: [{ ...language, grammar: path.relative(out, grammar) }],
          out: 'generated',
        }),
      );
      const langium = path.join(ROOT, 'node_modules/.bin/langium');
      execFileSync(process.execPath, [langium, 'generate', '--mode=production'], { cwd: out, stdio: 'pipe' });
      for (const name of readdirSync(GENERATED)) {
        const fresh = readFileSync(path.join(out, 'generated', name), 'utf8');
        assert.equal(readFileSync(path.join(GENERATED, name), 'utf8') === fresh, true, name);
      }
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  it('lists every check (npm run grammar)', () => {
    assert.equal(readFileSync(checkListFile, 'utf8'), checkList());
  });

  it('tells of every check in the documentation, with its test and its repairs (npm run grammar)', async () => {
    assert.equal(readFileSync(checkPagesFile, 'utf8'), await checkPages(CHECKS));
  });

  it('tells of every file of a cgroup and every statement (npm run grammar)', () => {
    assert.equal(readFileSync(knobsFile, 'utf8'), knobsPage());
    const page = readFileSync(languageFile, 'utf8');
    assert.equal(page, languagePage(page));
  });

  it('knows every check, each with a test that has right and wrong texts', async () => {
    assert.equal(CHECKS.length, 106);
    const cases = await gatherCases();
    for (const { code } of CHECKS) {
      const { right, wrong } = cases.get(code) ?? { right: [], wrong: [] };
      assert.ok(right.length > 0 && wrong.length > 0, code);
    }
  });

  it('uses every word of the language in the reference', async () => {
    const page = readFileSync(languageFile, 'utf8');
    const { cspec } = createCspecServices(environment({ onError: () => {} }));
    for (const word of allKeywords(cspec.Grammar)) assert.match(page, new RegExp(`\\b${word}\\b`), word);
  });

  it('shows examples in the reference that have no problem', async () => {
    const blocks = blocksOf(readFileSync(languageFile, 'utf8'), 'cspec');
    assert.ok(blocks.length > 3);
    for (const text of blocks) {
      const { findings } = await parseCspec(text);
      const problems = findings.filter(({ check, severity = check.severity }) => severity !== 'hint');
      assert.deepEqual(
        problems.map(({ check, message }) => `${check.code} ${formatMessage(message)}`),
        [],
        text,
      );
    }
  });
});
