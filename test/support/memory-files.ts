import type { FileStat, Files } from '../../src/language/check/files.ts';
import { parentPath } from '../../src/model/spec/posix-path.ts';

/** What a path is: the text or bytes of a file, the target of a link, or an empty directory. Directories above are made. */
export type MemoryFile =
  | string
  | { readonly bytes?: Uint8Array; readonly mode?: number; readonly uid?: number }
  | { readonly link: string }
  | { readonly directory: true; readonly uid?: number };

/** A file system of its own for a test. A text is an executable of root. */
export function memoryFiles(files: Readonly<Record<string, MemoryFile>>): Files {
  const stats = new Map<string, FileStat>([['/', { kind: 'directory', mode: 0o755, uid: 0 }]]);
  for (const [path, file] of Object.entries(files)) {
    for (let up = parentPath(path); !stats.has(up); up = parentPath(up)) {
      stats.set(up, { kind: 'directory', mode: 0o755, uid: 0 });
    }
    stats.set(path, statOf(file));
  }
  return {
    lstat: async (path) => stats.get(path),
    readlink: async (path) => linkOf(files[path]),
    head: async (path, bytes) => contentOf(files[path])?.subarray(0, bytes),
    list: async (path) => {
      if (stats.get(path)?.kind !== 'directory') return undefined;
      return [...stats.keys()].filter((each) => each !== '/' && parentPath(each) === path).map(nameOf);
    },
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function statOf(file: MemoryFile): FileStat {
  if (typeof file === 'string') return { kind: 'file', mode: 0o755, uid: 0 };
  if ('link' in file) return { kind: 'link', mode: 0o777, uid: 0 };
  if ('directory' in file) return { kind: 'directory', mode: 0o755, uid: file.uid ?? 0 };
  return { kind: 'file', mode: file.mode ?? 0o755, uid: file.uid ?? 0 };
}

function linkOf(file: MemoryFile | undefined): string | undefined {
  return typeof file === 'object' && 'link' in file ? file.link : undefined;
}

function contentOf(file: MemoryFile | undefined): Uint8Array | undefined {
  if (typeof file === 'string') return new TextEncoder().encode(file);
  return typeof file === 'object' && 'bytes' in file ? file.bytes : undefined;
}
