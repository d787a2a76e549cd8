import { NAMESPACE_KINDS, type NamespaceKind } from '../namespace.ts';
import { NSENTER_OPTIONS } from '../nsenter.ts';

/** What nsenter(1) is told to join. A place is a path, or `target`: that of the target process. */
export interface Joined {
  readonly target?: number;
  readonly namespaces: Readonly<Partial<Record<NamespaceKind, string | undefined>>>;
  readonly root?: string;
  readonly cwd?: string;
  /** uid and gid 0 of the user namespace, or those that one has. Only with a user namespace. */
  readonly credentials?: 'zero' | 'preserve';
}

/** What stands for "of the target process" where a path could be. */
export const OF_TARGET = '';

/** The nsenter(1) command that joins and then runs another; that command alone when nothing is joined. */
export function nsenterArgv(joined: Joined, command: readonly string[]): readonly string[] {
  const { target, namespaces, root, cwd } = joined;
  const options = [
    ...NAMESPACE_KINDS.flatMap((kind) => option(NSENTER_OPTIONS[kind], namespaces[kind])),
    ...option('--root', root),
    ...option('--wd', cwd),
    ...credentials(joined),
  ];
  if (options.length === 0) return command;
  return ['nsenter', ...(target === undefined ? [] : ['--target', String(target)]), ...options, '--', ...command];
}

function option(name: string, path: string | undefined): string[] {
  if (path === undefined) return [];
  return path === OF_TARGET ? [name] : [`${name}=${path}`];
}

function credentials({ credentials: which }: Joined): string[] {
  if (which === undefined) return [];
  return which === 'preserve' ? ['--preserve-credentials'] : ['--setuid', '0', '--setgid', '0'];
}

/**
 * The unshare(1) command that makes namespaces and runs another in them. Namespaces of pid and time are those of children,
 * so it forks for them, and takes the child with it when it ends.
 */
export function unshareArgv(
  kinds: readonly NamespaceKind[],
  user: 'own' | 'root',
  command: readonly string[],
): readonly string[] {
  const has = (kind: NamespaceKind) => kinds.includes(kind);
  return [
    'unshare',
    ...NAMESPACE_KINDS.filter(has).map((kind) => NSENTER_OPTIONS[kind]),
    ...(has('user') ? [user === 'root' ? '--map-root-user' : '--map-current-user'] : []),
    ...(has('pid') || has('time') ? ['--fork', '--kill-child'] : []),
    ...(has('pid') && has('mnt') ? ['--mount-proc'] : []),
    '--',
    ...command,
  ];
}
