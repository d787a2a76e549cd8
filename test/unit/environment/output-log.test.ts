import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { LOG, LOG_BEGIN } from '../../../src/agent/environment/container-files.ts';
import { OutputLog } from '../../../src/agent/environment/supervisor/output-log.ts';

describe('the log of a container', () => {
  it('goes on where nothing more can be written beside it, as on a full disk', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'isolens-log-'));
    try {
      mkdirSync(path.join(directory, LOG_BEGIN));
      const log = new OutputLog(directory, 4);
      for (const text of ['abcd', 'efgh', 'ij']) log.write(Buffer.from(text));
      assert.equal(log.tail, 'abcdefghij');
      assert.equal(readFileSync(path.join(directory, LOG), 'utf8'), 'abcdefghij');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
