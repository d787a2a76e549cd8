import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RootFileSystem } from '../../../src/language/root-file-system.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const FILES = memoryFiles({
  '/bin/true': '',
  '/w/r/bin/busybox': '',
  '/w/r/bin/sh': { link: '/bin/busybox' },
  '/w/r/sbin': { link: 'bin' },
  '/w/r/bin/loop': { link: 'loop' },
  '/w/r/bin/up': { link: '../../../../bin/busybox' },
  '/w/r/bin/host': { link: '../../../../bin/true' },
});

const CASES: readonly (readonly [path: string, found: string | undefined])[] = [
  ['/bin/busybox', '/w/r/bin/busybox'],
  ['/bin/sh', '/w/r/bin/busybox'],
  ['/sbin/sh', '/w/r/bin/busybox'],
  ['/sbin/../bin/./sh', '/w/r/bin/busybox'],
  ['/../../bin/true', undefined],
  ['/bin/up', '/w/r/bin/busybox'],
  ['/bin/host', undefined],
  ['/bin/loop', undefined],
  ['/nothing', undefined],
];

describe('a root file system', () => {
  const root = new RootFileSystem('/w/r', FILES);
  for (const [path, found] of CASES) {
    it(`${found === undefined ? 'has no' : 'has'} ${path}`, async () => {
      assert.equal((await root.resolve(path))?.path, found);
    });
  }

  it('is also that of the host', async () => {
    assert.equal((await new RootFileSystem('/', FILES).resolve('/bin/true'))?.path, '/bin/true');
  });
});
