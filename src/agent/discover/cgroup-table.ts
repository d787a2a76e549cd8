import { readdirSync } from 'node:fs';
import { type Cgroup, type CgroupId, cgroupId, membershipPath, parentPath } from '../../model/cgroup/cgroup.ts';
import type { Hierarchy } from '../../model/cgroup/hierarchy.ts';
import type { Mount } from '../../model/mount.ts';
import type { CgroupMembership } from '../../model/process.ts';
import { equal } from '../../model/snapshot.ts';
import { type FileIdentity, FileReader } from '../kernel/file-reader.ts';
import { bytesOfText, textOfBytes } from '../kernel/raw-text.ts';
import { readHierarchies } from './hierarchies.ts';
import type { Problems } from './problems.ts';

/** Links of a directory that has no directories in it: kernfs counts them, so that leaves need not be listed. */
const LEAF_LINKS = 2;

/** A directory that is being walked. */
interface Visit {
  readonly path: string;
  readonly directory: string;
  readonly identity: FileIdentity;
}

/** Names of the directories in one, and what it was like when they were read. */
interface Listing extends FileIdentity {
  readonly names: readonly string[];
}

/** The hierarchies and groups of this kernel, kept from walk to walk. */
export class CgroupTable {
  readonly #files = new FileReader();
  #hierarchies: readonly Hierarchy[] = [];
  #groups: Readonly<Record<CgroupId, Cgroup>> = {};
  readonly #listings = new Map<CgroupId, Listing>();

  get hierarchies(): readonly Hierarchy[] {
    return this.#hierarchies;
  }

  get groups(): Readonly<Record<CgroupId, Cgroup>> {
    return this.#groups;
  }

  /** Whether a process is in a group that the last walk did not see. */
  misses(memberships: readonly CgroupMembership[]): boolean {
    return memberships.some(({ hierarchy, path: text }) => {
      const { path, removed } = membershipPath(text);
      return !removed && !(cgroupId(hierarchy, path) in this.#groups);
    });
  }

  /**
   * Walks all directories, yielding after each.
   * @param memberships also of groups whose directories cannot be seen
   * @returns whether anything differs from before
   */
  *walk(
    mounts: readonly Mount[],
    memberships: Iterable<CgroupMembership>,
    problems: Problems,
  ): Generator<void, boolean> {
    const hierarchies = readHierarchies(mounts, (path) => this.#files.file(path));
    const found = new Map<CgroupId, Cgroup>();
    for (const hierarchy of hierarchies) yield* this.#descend(hierarchy, found, problems);
    this.#addUnseen(memberships, found);
    const same = equal(this.#hierarchies, hierarchies) && found.size === Object.keys(this.#groups).length;
    const changed = !same || [...found.values()].some((group) => this.#groups[group.id] !== group);
    for (const id of this.#listings.keys()) if (!found.has(id)) this.#listings.delete(id);
    if (changed) {
      this.#hierarchies = hierarchies;
      this.#groups = Object.fromEntries(found);
    }
    return changed;
  }

  *#descend(hierarchy: Hierarchy, found: Map<CgroupId, Cgroup>, problems: Problems): Generator<void> {
    const { mount } = hierarchy;
    const top = mount && this.#files.identity(mount.path);
    if (!top) return;
    const waiting: Visit[] = [{ path: mount.root, directory: mount.path, identity: top }];
    for (let visit = waiting.pop(); visit; visit = waiting.pop()) {
      this.#add(hierarchy.id, visit.path, found, visit.identity.inode, visit.path === mount.root);
      for (const child of this.#childrenOf(hierarchy.id, visit, problems)) {
        waiting.push(child);
        yield;
      }
    }
  }

  /** The directories in one. They are listed again only when something tells that they are others. */
  #childrenOf(hierarchy: number, visit: Visit, problems: Problems): readonly Visit[] {
    const id = cgroupId(hierarchy, visit.path);
    const { inode, links } = visit.identity;
    const before = this.#listings.get(id);
    if (links === LEAF_LINKS) {
      this.#listings.delete(id);
      return [];
    }
    const known = before?.inode === inode && before.links === links && this.#visits(visit, before.names);
    // One that is gone was replaced by another: the number of links is the same.
    if (known && known.length === before.names.length) return known;
    const names = directoriesIn(visit.directory, problems);
    this.#listings.set(id, { inode, links, names });
    return this.#visits(visit, names);
  }

  /** Without those that were removed meanwhile: ENOENT, or ENODEV while that happens. */
  #visits(above: Visit, names: readonly string[]): Visit[] {
    const prefix = above.path === '/' ? '/' : `${above.path}/`;
    return this.#files.identities(above.directory, names).flatMap((identity, at) => {
      const name = names[at];
      return identity ? { path: `${prefix}${name}`, directory: `${above.directory}/${name}`, identity } : [];
    });
  }

  /** Keeps the object of before where nothing differs. */
  #add(hierarchy: number, path: string, found: Map<CgroupId, Cgroup>, inode: number | undefined, top: boolean): void {
    const id = cgroupId(hierarchy, path);
    const before = this.#groups[id];
    const above = top ? undefined : parentPath(path);
    const parent = above === undefined ? undefined : cgroupId(hierarchy, above);
    const same = before && before.inode === inode && before.parent === parent;
    if (same) found.set(id, before);
    else {
      found.set(id, {
        id,
        hierarchy,
        path,
        ...(parent !== undefined && { parent }),
        ...(inode !== undefined && { inode }),
      });
    }
  }

  /** Groups that only processes tell of, with those above them. */
  #addUnseen(memberships: Iterable<CgroupMembership>, found: Map<CgroupId, Cgroup>): void {
    for (const { hierarchy, path: text } of memberships) {
      const { path: lowest, removed } = membershipPath(text);
      if (removed) continue;
      for (let path: string | undefined = lowest; path !== undefined; path = parentPath(path)) {
        if (found.has(cgroupId(hierarchy, path))) break;
        this.#add(hierarchy, path, found, undefined, false);
      }
    }
  }
}

function directoriesIn(path: string, problems: Problems): string[] {
  try {
    const entries = readdirSync(bytesOfText(path), { withFileTypes: true, encoding: 'buffer' });
    return entries.flatMap((entry) => (entry.isDirectory() ? textOfBytes(entry.name) : []));
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    if (errno !== 'ENODEV') problems.add('read of a cgroup', errno, path);
    return [];
  }
}
