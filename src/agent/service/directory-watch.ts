import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';

/**
 * Tells when entries of a directory come or go (inotify(7)). While it does not exist, watches the nearest
 * directory above that does, and moves down as it appears.
 */
export class DirectoryWatch implements Disposable {
  readonly #dir: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | undefined;
  #watched: Existing | undefined;

  constructor(dir: string, onChange: () => void) {
    this.#dir = dir;
    this.#onChange = onChange;
    this.#settle();
  }

  dispose(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  /** Again until what is watched is still the nearest: it may have appeared just before the watch. */
  #settle(): void {
    for (let tries = 0; tries < 5; tries++) {
      const nearest = nearestExisting(this.#dir);
      const settled = nearest.path === this.#watched?.path && nearest.inode === this.#watched.inode;
      if (settled) return;
      this.#watcher?.close();
      this.#watched = nearest;
      this.#watcher = this.#open(nearest.path);
    }
  }

  /** Undefined when inotify refuses (no right, no watch left): the poll remains. */
  #open(dir: string): FSWatcher | undefined {
    try {
      const watcher = watch(dir, { persistent: false }, () => this.#changed());
      watcher.on('error', () => this.#changed());
      return watcher;
    } catch {
      return undefined;
    }
  }

  #changed(): void {
    // An event that was under way when it was closed.
    if (!this.#watcher) return;
    const was = this.#watched?.path;
    this.#settle();
    if (this.#watched?.path === this.#dir || was === this.#dir) this.#onChange();
  }
}

interface Existing {
  readonly path: string;
  readonly inode: number;
}

function nearestExisting(dir: string): Existing {
  const inode = inodeOf(dir);
  const parent = path.dirname(dir);
  return inode === undefined && parent !== dir ? nearestExisting(parent) : { path: dir, inode: inode ?? 0 };
}

function inodeOf(dir: string): number | undefined {
  try {
    return statSync(dir).ino;
  } catch {
    return undefined;
  }
}
