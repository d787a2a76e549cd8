import { lstatSync } from 'node:fs';

/** Whether nobody but this user, and root, can change what is in a directory; false for a link to one. @throws Error of lstat(2) */
export function isOwnDirectory(directory: string, uid: number): boolean {
  const stat = lstatSync(directory);
  return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o022) === 0;
}
