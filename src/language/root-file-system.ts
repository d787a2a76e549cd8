import { normalizePath, parentPath } from '../model/spec/posix-path.ts';
import type { FileStat, Files } from './check/files.ts';

/** As many links as the kernel follows (path_resolution(7)). */
const MAX_LINKS = 40;

/** What a path in a root file system means, seen from outside. */
export interface Resolved {
  /** On the host; every part of it that was a link is replaced. */
  readonly path: string;
  readonly stat: FileStat;
}

/** A directory that will be the root of a container: links in it mean what is in it. */
export class RootFileSystem {
  readonly root: string;
  readonly #files: Files;

  /** `root`: an absolute path of the host. */
  constructor(root: string, files: Files) {
    this.root = root === '/' ? '' : root;
    this.#files = files;
  }

  /** What an absolute path inside means when all links are followed; undefined: nothing, or not readable. */
  async resolve(path: string): Promise<Resolved | undefined> {
    const left = path.split('/').toReversed();
    let at = '/';
    let links = 0;
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        at = parentPath(at);
        continue;
      }
      const next = at === '/' ? `/${part}` : `${at}/${part}`;
      const target = await this.#files.readlink(this.root + next);
      if (target === undefined) {
        at = next;
        continue;
      }
      if (++links > MAX_LINKS) return undefined;
      if (target.startsWith('/')) at = '/';
      left.push(...target.split('/').toReversed());
    }
    const found = normalizePath(this.root + at);
    const stat = await this.#files.lstat(found);
    return stat && { path: found, stat };
  }
}
