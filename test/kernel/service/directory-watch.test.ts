import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DirectoryWatch } from '../../../src/agent/service/directory-watch.ts';
import { checkLeaks } from '../../support/leaks.ts';

checkLeaks();

let base = '';
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'isolens-watch-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** A watch of `base/run/netns` that tells how often it fired. */
class Watched implements Disposable {
  readonly dir = path.join(base, 'run/netns');
  readonly #keepAlive = setInterval(() => {}, 1000);
  #told = () => {};
  #count = 0;
  readonly #watch = new DirectoryWatch(this.dir, () => {
    this.#count++;
    this.#told();
  });

  /** Does something that must be told; fails when it is not told within 5 s. */
  async tells(act: () => void): Promise<void> {
    const before = this.#count;
    const told = new Promise<void>((resolve) => {
      this.#told = resolve;
    });
    act();
    const late = AbortSignal.timeout(5000);
    const never = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new Error('nothing was told')));
    });
    if (this.#count === before) await Promise.race([told, never]);
    never.catch(() => {});
  }

  get count(): number {
    return this.#count;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#keepAlive);
    this.#watch.dispose();
  }
}

function touch(dir: string, name: string): () => void {
  return () => writeFileSync(path.join(dir, name), '');
}

describe('a watched directory', () => {
  it('tells of its entries', async () => {
    mkdirSync(path.join(base, 'run/netns'), { recursive: true });
    using watched = new Watched();
    await watched.tells(touch(watched.dir, 'sfo'));
    await watched.tells(() => rmSync(path.join(watched.dir, 'sfo')));
  });

  it('tells of them when it did not exist before, nor the one above it', async () => {
    using watched = new Watched();
    await watched.tells(() => mkdirSync(watched.dir, { recursive: true }));
    await watched.tells(touch(watched.dir, 'sfo'));
  });

  it('tells of them after it was removed and made again', async () => {
    mkdirSync(path.join(base, 'run/netns'), { recursive: true });
    using watched = new Watched();
    await watched.tells(() => rmSync(watched.dir, { recursive: true }));
    await watched.tells(() => mkdirSync(watched.dir));
    await watched.tells(touch(watched.dir, 'sfo'));
  });

  it('tells of them after another one took its place', async () => {
    mkdirSync(path.join(base, 'run/netns'), { recursive: true });
    using watched = new Watched();
    await watched.tells(() => {
      rmSync(watched.dir, { recursive: true });
      mkdirSync(watched.dir);
    });
    await watched.tells(touch(watched.dir, 'sfo'));
  });

  it('tells nothing of what happens beside it', async () => {
    mkdirSync(path.join(base, 'run'));
    using watched = new Watched();
    touch(path.join(base, 'run'), 'other')();
    // The event of this one comes after that of the other.
    await watched.tells(() => mkdirSync(watched.dir));
    assert.ok(watched.count <= 1);
  });
});
