import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isOwnDirectory } from '../agent/run/own-directory.ts';

/** Where the cache of a user is, from an environment (XDG Base Directory Specification) and a home directory. */
export interface CachePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number;
}

/**
 * The directory for what the JavaScript engine has compiled of this build: `~/.cache/isolens/compiled/BUILD`; those of other
 * builds are removed. Undefined unless each directory of it is this user's own and nobody else can write to it: who can,
 * chooses what runs (with `sudo` the home directory may be somebody else's).
 */
export function compiledDirectory(build: string, { env, home, uid }: CachePlace): string | undefined {
  const { XDG_CACHE_HOME: told = '' } = env;
  const [start, names] = path.isAbsolute(told) ? [told, []] : [home, ['.cache']];
  try {
    if (!isOwnDirectory(start, uid)) return undefined;
    const all = ownBelow(start, [...names, 'isolens', 'compiled'], uid);
    if (all === undefined) return undefined;
    for (const other of readdirSync(all)) if (other !== build) rmSync(path.join(all, other), { recursive: true });
    return ownBelow(all, [build], uid);
  } catch {
    return undefined;
  }
}

/** Makes what is missing. @throws Error of a system call */
function ownBelow(start: string, names: readonly string[], uid: number): string | undefined {
  let directory = start;
  for (const name of names) {
    directory = path.join(directory, name);
    if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 });
    if (!isOwnDirectory(directory, uid)) return undefined;
  }
  return directory;
}
