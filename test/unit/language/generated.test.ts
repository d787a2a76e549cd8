import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkList, checkListFile, checkPages, checkPagesFile } from '../../../scripts/checks.mjs';
import { CHECKS } from '../../../src/language/check/all.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const GENERATED = path.join(ROOT, 'src/language/generated');

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

  it('tells of every check in the documentation (npm run grammar)', () => {
    assert.equal(readFileSync(checkPagesFile, 'utf8'), checkPages(CHECKS));
  });
});
