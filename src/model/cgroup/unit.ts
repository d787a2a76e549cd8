/** The unit of systemd that a group belongs to (systemd.slice(5), file-hierarchy of cgroups in systemd's CGROUP_DELEGATION). */
export interface OwningUnit {
  /** `ssh.service`, `user.slice`. */
  readonly name: string;
  /** The user whose manager has the unit; absent: that of the system. */
  readonly user?: number;
  /** Path of the unit's own group. */
  readonly path: string;
  /** The group is the unit's own; else it is below it. */
  readonly own: boolean;
}

const LEAF = /\.(?:service|scope|socket|mount|swap)$/;
const USER_MANAGER = /^user@(\d+)\.service$/;

/**
 * The innermost unit whose manager rules over a path; undefined where no name is one of systemd. The root belongs to
 * `-.slice`, which has no name in a path.
 */
export function owningUnit(path: string): OwningUnit | undefined {
  const names = path.split('/').filter(Boolean);
  let found: OwningUnit | undefined;
  let user: number | undefined;
  for (const [at, name] of names.entries()) {
    const isSlice = name.endsWith('.slice');
    if (!isSlice && !LEAF.test(name)) break;
    const own = at === names.length - 1;
    found = {
      name: unescaped(name),
      path: `/${names.slice(0, at + 1).join('/')}`,
      own,
      ...(user !== undefined && { user }),
    };
    if (isSlice) continue;
    // The manager of a user rules over what is below its own service.
    const manager = user === undefined ? USER_MANAGER.exec(name)?.[1] : undefined;
    if (manager === undefined) break;
    user = Number(manager);
  }
  return found;
}

/** A name that looks like a file of cgroups has `_` before it. */
function unescaped(name: string): string {
  return name.startsWith('_') ? name.slice(1) : name;
}
