import { statSync } from 'node:fs';
import path from 'node:path';

/**
 * The directory that a user has from login to logout (file-hierarchy(7)): `$XDG_RUNTIME_DIR`, else what pam_systemd(8) makes, as
 * su(1) and setpriv(1) tell nothing of it. It must be a directory of this user: su(1) may have left that of another.
 * @returns undefined for root, who needs none, and where there is none
 */
export function runtimeDirectory(
  uid: number,
  { XDG_RUNTIME_DIR: told = '' }: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (uid === 0) return undefined;
  return [told, `/run/user/${uid}`].find((dir) => {
    const stat = path.isAbsolute(dir) ? statSync(dir, { throwIfNoEntry: false }) : undefined;
    return stat?.isDirectory() === true && stat.uid === uid;
  });
}
