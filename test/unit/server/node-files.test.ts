import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { nodeFiles } from '../../../src/server/node/node-files.ts';

describe('the file system as checks see it', () => {
  let dir: string;
  const at = (name: string) => path.join(dir, name);
  before(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'isolens-files-'));
    writeFileSync(at('program'), '\u007fELF and more', { mode: 0o755 });
    mkdirSync(at('folder'));
    symlinkSync('program', at('link'));
    execFileSync('mkfifo', [at('fifo')]);
  });
  after(() => rmSync(dir, { recursive: true }));

  it('has files, folders, links and others, with their rights and owner', async () => {
    assert.deepEqual(await nodeFiles.lstat(at('program')), { kind: 'file', mode: 0o755, uid: process.getuid?.() });
    const kinds = await Promise.all(['folder', 'link', 'fifo'].map((name) => nodeFiles.lstat(at(name))));
    assert.deepEqual(
      kinds.map((stat) => stat?.kind),
      ['directory', 'link', 'other'],
    );
  });

  it('has the beginning of a file, and all of a short one', async () => {
    assert.deepEqual(await nodeFiles.head(at('program'), 4), new TextEncoder().encode('\u007fELF'));
    assert.equal((await nodeFiles.head(at('program'), 4096))?.length, 13);
  });

  it('has names in folders and targets of links', async () => {
    assert.deepEqual(await nodeFiles.list(at('folder')), []);
    assert.equal(await nodeFiles.readlink(at('link')), 'program');
  });

  it('has nothing of what is not there or is something else, and does not wait for a FIFO', async () => {
    assert.equal(await nodeFiles.lstat(at('none')), undefined);
    assert.equal(await nodeFiles.readlink(at('program')), undefined);
    assert.equal(await nodeFiles.list(at('program')), undefined);
    for (const name of ['none', 'folder', 'fifo', 'link']) assert.equal(await nodeFiles.head(at(name), 4), undefined);
  });
});
