import { SyscallError } from '../kernel/errno.ts';
import { isProgramInRoot } from '../kernel/open-in-root.ts';

const SHELLS = ['/bin/bash', '/bin/sh', '/usr/bin/sh'];

/**
 * The first shell that is below a root directory: that of the user, bash, sh.
 * @param own `$SHELL`
 * @returns undefined where there is none; `/bin/sh` where nobody may look
 */
export function findShell(root: string, own: string | undefined): string | undefined {
  const candidates = own?.startsWith('/') ? [own, ...SHELLS] : SHELLS;
  try {
    return candidates.find((path) => isProgramInRoot(root, path));
  } catch (error) {
    if (error instanceof SyscallError) return '/bin/sh';
    throw error;
  }
}
