import type { IdMapRange, NamespaceKind } from '../namespace.ts';
import type { SpecContainer } from '../spec/spec.ts';

/** What makes containers: with tools of util-linux(7), or with an OCI runtime (runc, crun). */
export type EngineName = 'util-linux' | 'oci';

/** A container with all that its engine must know to make it. */
export interface Launch {
  readonly container: SpecContainer;
  readonly environment: string;
  /**
   * Of its own, mode 0700, made by the engine: `status.json`, `log`, `log.1`, the socket `control`, and what the engine needs besides.
   * `/run/isolens/ENVIRONMENT/containers/NAME`.
   */
  readonly directory: string;
  /** What relative paths of the spec are seen from: the directory of the file. */
  readonly base: string;
  /** Directories of its own group, one for each hierarchy; they are there, their settings written. */
  readonly groups: readonly string[];
  /**
   * Files of the namespaces that it joins: `/run/netns/sfo`, `/proc/123/ns/pid`. Kinds that are new in the container or
   * those of the host are absent.
   */
  readonly joins: Readonly<Partial<Record<NamespaceKind, string>>>;
  /** How it is made by who is not root. */
  readonly rootless?: Rootless;
}

/** How a container is made without root: in a user namespace in which one is root, all else is as with root. */
export interface Rootless {
  /** The maps of that namespace, in ids of the host: 0 is one's own. Undefined: it is the user namespace that is joined. */
  readonly maps?: IdMaps;
  /** The unit of the user's own systemd whose groups it is in. */
  readonly unit?: string;
}

/** Of a user namespace (user_namespaces(7)). */
export interface IdMaps {
  readonly uidMap: readonly IdMapRange[];
  readonly gidMap: readonly IdMapRange[];
}
