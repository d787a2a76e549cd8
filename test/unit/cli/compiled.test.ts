import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { compiledDirectory } from '../../../src/cli/compiled.ts';

describe('the directory for what is compiled', () => {
  const uid = process.geteuid?.() ?? -1;
  let home = '';

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'isolens-home-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  const directory = (build = 'b1', given = {}) => compiledDirectory(build, { env: {}, home, uid, ...given });

  it('is below the cache of the user, for nobody else', () => {
    const made = directory();
    assert.equal(made, path.join(home, '.cache/isolens/compiled/b1'));
    assert.equal(statSync(made ?? '').mode & 0o777, 0o700);
  });

  it('is where the environment says, if that is an absolute path', () => {
    assert.equal(directory('b1', { env: { XDG_CACHE_HOME: home } }), path.join(home, 'isolens/compiled/b1'));
    assert.equal(directory('b1', { env: { XDG_CACHE_HOME: 'x' } }), path.join(home, '.cache/isolens/compiled/b1'));
  });

  it('is that of one build only, and of Isolens only', () => {
    mkdirSync(path.join(home, '.cache/isolens/vm'), { recursive: true });
    directory('b1');
    directory('b2');
    assert.deepEqual(readdirSync(path.join(home, '.cache/isolens/compiled')), ['b2']);
    assert.deepEqual(readdirSync(path.join(home, '.cache/isolens')).sort(), ['compiled', 'vm']);
  });

  it('is none where somebody else could put what runs', () => {
    assert.equal(directory('b1', { uid: uid + 1 }), undefined);
    assert.deepEqual(readdirSync(home), []);
    chmodSync(home, 0o770);
    assert.equal(directory(), undefined);
    chmodSync(home, 0o700);
    mkdirSync(path.join(home, 'elsewhere'));
    symlinkSync('elsewhere', path.join(home, '.cache'));
    assert.equal(directory(), undefined);
    assert.deepEqual(readdirSync(path.join(home, 'elsewhere')), []);
  });

  it('is none where nothing can be made, or nothing is', () => {
    assert.equal(directory('b1', { home: path.join(home, 'nowhere') }), undefined);
    assert.equal(directory('b1', { env: { XDG_CACHE_HOME: '/proc' } }), undefined);
  });
});
