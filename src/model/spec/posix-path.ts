/** An absolute path without `.`, `..` and double slashes; `..` at the root stays there (path_resolution(7)). */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The path that a text in a file of `directory` means. */
export function resolvePath(directory: string, path: string): string {
  return normalizePath(path.startsWith('/') ? path : `${directory}/${path}`);
}

export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Whether a normalized path is a directory or below it. */
export function isWithin(directory: string, path: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}
