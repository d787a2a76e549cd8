import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import type { FileStat, Files } from '../../language/check/files.ts';

/** The file system of the host that the server runs on, seen with its rights. It only looks: what it cannot is not there. */
export const nodeFiles: Files = {
  lstat: (path) => lstat(path).then(statOf, nothing),
  readlink: (path) => readlink(path).catch(nothing),
  head: (path, bytes) => head(path, bytes).catch(nothing),
  list: (path) => readdir(path).catch(nothing),
};

function nothing(): undefined {}

function statOf(stats: Stats): FileStat {
  return { kind: kindOf(stats), mode: stats.mode & 0o7777, uid: stats.uid };
}

function kindOf(stats: Stats): FileStat['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isBlockDevice() ? 'block' : 'other';
}

/**
 * Of regular files only: opening a FIFO waits for a writer, and to read a device may have an effect. Not through a link:
 * one in a root file system means a file in there, and only who asks knows where that is.
 */
async function head(path: string, bytes: number): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
