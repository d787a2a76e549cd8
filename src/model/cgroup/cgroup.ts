/** Identity of a group within one host: `0:/system.slice/ssh.service`, number of its hierarchy and path. */
export type CgroupId = string;

export interface Cgroup {
  readonly id: CgroupId;
  /** Number of its {@link Hierarchy}. */
  readonly hierarchy: number;
  /** From the root of the agent's cgroup namespace: `/`, `/user.slice`, `/../web` for one outside. Raw text. */
  readonly path: string;
  /** Absent for the uppermost that is seen. */
  readonly parent?: CgroupId;
  /**
   * Inode number of its directory, which is also the kernel's number of the group; a group that was made again has
   * another. Absent when only a process tells of it: its directory cannot be seen.
   */
  readonly inode?: number;
}

export function cgroupId(hierarchy: number, path: string): CgroupId {
  return `${hierarchy}:${path}`;
}

/** Hierarchy and path of an id; undefined for text of another form. */
export function parseCgroupId(id: string): { readonly hierarchy: number; readonly path: string } | undefined {
  const match = /^(\d{1,6}):(\/.*)$/s.exec(id);
  return match?.[2] === undefined ? undefined : { hierarchy: Number(match[1]), path: match[2] };
}

/** Path of a group as a person reads it. */
export function pathOf(group: CgroupId): string {
  return parseCgroupId(group)?.path ?? group;
}

/** `/a/b` of `/a/b/c`, `/` of `/a`; undefined for the root. */
export function parentPath(path: string): string | undefined {
  if (path === '/') return undefined;
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The last part of a path; `/` for the root. */
export function groupName(path: string): string {
  return path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1);
}

/** What the kernel appends to the path of a group that was removed while a process was in it. */
const DELETED = ' (deleted)';

/** The path of a membership without the kernel's note, and whether the group was removed. */
export function membershipPath(path: string): { readonly path: string; readonly removed: boolean } {
  return path.endsWith(DELETED) ? { path: path.slice(0, -DELETED.length), removed: true } : { path, removed: false };
}
