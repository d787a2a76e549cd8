import { existsSync, type FSWatcher, watch } from 'node:fs';
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
  #watched = '';

  constructor(dir: string, onChange: () => void) {
    this.#dir = dir;
    this.#onChange = onChange;
    this.#settle();
  }

  dispose(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #settle(): void {
    const nearest = nearestExisting(this.#dir);
    if (nearest === this.#watched && this.#watcher) return;
    this.#watcher?.close();
    this.#watched = nearest;
    this.#watcher = this.#open(nearest);
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
    const was = this.#watched;
    this.#settle();
    if (this.#watched === this.#dir || was === this.#dir) this.#onChange();
  }
}

function nearestExisting(dir: string): string {
  return existsSync(dir) ? dir : nearestExisting(path.dirname(dir));
}
