import type { NamespaceId, NamespaceKind } from '../namespace.ts';
import type { GroupRef } from '../operation/cgroup/place.ts';
import type { ProcessId } from '../process.ts';

/** A program that is to be run somewhere else than where Isolens is, as data: described, shown and run from this one. */
export interface Enter {
  readonly target: EnterTarget;
  /** `root`: uid 0 of the user namespace that it comes to (nsenter(1) `--setuid 0`, unshare(1) `--map-root-user`). */
  readonly user: 'own' | 'root';
  /** argv; absent for the shell that is found there. */
  readonly command?: readonly string[];
  /** Directory of this host to begin in, where {@link Join} does not say otherwise. It is left with the mount namespace. */
  readonly directory?: string;
}

/** Where a program is run: in what is there, or in what is made for it. */
export type EnterTarget = Join | Create;

/** Namespaces and groups that are there; those that Isolens is in itself cost nothing. */
export interface Join {
  readonly kind: 'join';
  /** One of a kind at the most. */
  readonly namespaces: readonly NamespaceId[];
  /** Groups to move to before, one of a hierarchy at the most. */
  readonly groups: readonly GroupRef[];
  /** The process of which more is taken. */
  readonly process?: ProcessId;
  readonly take: readonly Taken[];
}

/** New namespaces, as unshare(1) makes them. */
export interface Create {
  readonly kind: 'create';
  readonly kinds: readonly NamespaceKind[];
}

/** What can be taken of a process besides its namespaces: root directory, working directory, environment. */
export const TAKEN = ['root', 'cwd', 'environment'] as const;
export type Taken = (typeof TAKEN)[number];

/** Most arguments of a command, and the longest of them in UTF-16 units: the kernel takes 128 KiB (execve(2)). */
export const MOST_ARGUMENTS = 1000;
export const LONGEST_ARGUMENT = 120_000;
