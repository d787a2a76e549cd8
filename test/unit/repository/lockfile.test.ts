import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { closure, isInstalled, missing, readLock, restrictTo } from '../../../scripts/lockfile.mjs';

const FILE = path.join(import.meta.dirname, '../../../package-lock.json');

/** `a` has a `b` of its own beside the one of the root; the optional `c` is for another system. */
const LOCKED = {
  '': { version: '1.0.0', dependencies: { a: '1.0.0', b: '2.0.0' } },
  'node_modules/a': {
    version: '1.0.0',
    integrity: 'A',
    dependencies: { b: '1.0.0' },
    optionalDependencies: { c: '1' },
  },
  'node_modules/a/node_modules/b': { version: '1.0.0', integrity: 'B1' },
  'node_modules/b': { version: '2.0.0', integrity: 'B2' },
  'node_modules/c': { version: '1.0.0', integrity: 'C', optional: true },
};

const without = (...places: string[]) =>
  Object.fromEntries(Object.entries(LOCKED).filter(([place]) => !places.includes(place)));

describe('the lock file', () => {
  it('names no server: everybody installs from the registry that npm is set to', () => {
    assert.doesNotMatch(readFileSync(FILE, 'utf8'), /"resolved": "https?:\/\/(?!registry\.npmjs\.org)/);
  });

  it('has all that any of its packages needs on any system, as npm ci demands', () => {
    assert.deepEqual(missing(readLock(FILE)), []);
  });
});

describe('reading a lock file', () => {
  it('finds what is missing, seen from the package that needs it', () => {
    assert.deepEqual(missing(LOCKED), []);
    assert.deepEqual(missing(without('node_modules/c')), ['node_modules/a needs c']);
    assert.deepEqual(missing(without('node_modules/a/node_modules/b')), []);
    assert.deepEqual(missing(without('node_modules/b')), [' needs b']);
  });

  it('takes a package with its own copies of what it needs, and nothing else', () => {
    const places = ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'];
    assert.deepEqual(Object.keys(closure(LOCKED, ['a'])).sort(), places);
    const { manifest, lock } = restrictTo(LOCKED, ['a'], { name: 'n', version: '3.0.0' });
    assert.deepEqual(manifest, { name: 'n', version: '3.0.0', dependencies: { a: '1.0.0' } });
    assert.deepEqual(Object.keys(lock.packages).sort(), ['', ...places]);
  });

  const rows = [
    { installed: 'all', there: LOCKED, is: true },
    { installed: 'all but what is optional', there: without('', 'node_modules/c'), is: true },
    { installed: 'all but one', there: without('node_modules/b'), is: false },
    { installed: 'another version', there: { ...LOCKED, 'node_modules/b': { integrity: 'B3' } }, is: false },
  ];
  for (const { installed, there, is } of rows) {
    it(`${is ? 'is content' : 'is not content'} with ${installed} installed`, () => {
      assert.equal(isInstalled(LOCKED, there), is);
    });
  }
});
