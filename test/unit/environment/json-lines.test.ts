import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { JsonLines } from '../../../src/agent/run/json-lines.ts';

describe('a file of JSON lines', () => {
  it('is not read, and not written, where others could write it', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'isolens-lines-'));
    try {
      const said: string[] = [];
      const lines = new JsonLines({ dir, name: 'x', read: String, log: (_, text) => said.push(text) });
      writeFileSync(path.join(dir, 'x'), '"one"\n');
      assert.deepEqual(lines.list(), ['one']);
      chmodSync(dir, 0o777);
      assert.deepEqual(lines.list(), []);
      assert.match(said.join('\n'), /can be written by others/);
      assert.throws(() => lines.append('two'), /nobody else can write to/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
