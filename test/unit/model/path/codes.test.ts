import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { PATH_CODES } from '../../../../src/model/network/path/codes.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const FOLDER = path.join(ROOT, 'src/model/network/path');

describe('the codes of paths', () => {
  const rows = readFileSync(path.join(ROOT, 'docs/paths.md'), 'utf8').matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm);
  const documented = Object.fromEntries([...rows].map(([, code = '', text = '']) => [code, text]));

  it('are all in the documentation, and no others', () => assert.deepEqual(documented, PATH_CODES));

  it('are all used', () => {
    const files = readdirSync(FOLDER).filter((file) => file !== 'codes.ts');
    const sources = files.map((file) => readFileSync(path.join(FOLDER, file), 'utf8')).join('\n');
    const unused = Object.keys(PATH_CODES).filter(
      (code) => !sources.includes(`'${code}'`) && !code.startsWith('route-'),
    );
    assert.deepEqual(unused, []);
  });
});
