import { groupBy } from '../../base/group-by.ts';
import type { ContainerId } from '../../model/container.ts';
import { NAMESPACE_KINDS, type Namespace, type NamespaceId, type NamespaceKind } from '../../model/namespace.ts';
import type { Process, ProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** Lookups that the tree needs, each made when it is first asked for. */
export class SnapshotIndex {
  readonly snapshot: Snapshot;
  #byPid: Map<number, Process> | undefined;
  #members: Map<NamespaceId, Process[]> | undefined;
  #children: Map<NamespaceId | undefined, Namespace[]> | undefined;
  #owned: Map<NamespaceId | undefined, Namespace[]> | undefined;
  #forked: Map<number, Process[]> | undefined;
  #byKind: Map<NamespaceKind, Namespace[]> | undefined;
  #contained: Map<ContainerId | undefined, { processes: Process[]; namespaces: Namespace[] }> | undefined;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  namespace(id: NamespaceId | undefined): Namespace | undefined {
    return id === undefined ? undefined : this.snapshot.namespaces[id];
  }

  process(id: ProcessId | undefined): Process | undefined {
    return id === undefined ? undefined : this.snapshot.processes[id];
  }

  byPid(pid: number): Process | undefined {
    this.#byPid ??= new Map(this.#processes().map((process) => [process.pid, process]));
    return this.#byPid.get(pid);
  }

  /** Members of a namespace by pid. */
  members(id: NamespaceId): readonly Process[] {
    this.#members ??= this.#collectMembers();
    return this.#members.get(id) ?? [];
  }

  /** Namespaces of a kind by inode. */
  ofKind(kind: NamespaceKind): readonly Namespace[] {
    this.#byKind ??= groupBy(this.#namespaces(), (ns) => ns.kind);
    return this.#byKind.get(kind) ?? [];
  }

  /** Child pid or user namespaces. */
  children(id: NamespaceId): readonly Namespace[] {
    this.#children ??= groupBy(this.#namespaces(), (ns) => ns.parent);
    return this.#children.get(id) ?? [];
  }

  /** What a user namespace owns, its child user namespaces left out. */
  owned(id: NamespaceId): readonly Namespace[] {
    this.#owned ??= groupBy(
      this.#namespaces().filter((ns) => ns.kind !== 'user'),
      (ns) => ns.owner,
    );
    return this.#owned.get(id) ?? [];
  }

  /** Child processes by pid. */
  forked(pid: number): readonly Process[] {
    this.#forked ??= groupBy(this.#processes(), (process) => process.ppid);
    return this.#forked.get(pid) ?? [];
  }

  /** What belongs to a container; undefined: what belongs to none. */
  contained(id: ContainerId | undefined): {
    readonly processes: readonly Process[];
    readonly namespaces: readonly Namespace[];
  } {
    this.#contained ??= this.#collectContained();
    return this.#contained.get(id) ?? { processes: [], namespaces: [] };
  }

  #processes(): Process[] {
    return Object.values(this.snapshot.processes).sort((a, b) => a.pid - b.pid);
  }

  #namespaces(): Namespace[] {
    return Object.values(this.snapshot.namespaces).sort(byImportance);
  }

  #collectMembers(): Map<NamespaceId, Process[]> {
    const members = new Map<NamespaceId, Process[]>();
    for (const process of this.#processes()) {
      for (const kind of NAMESPACE_KINDS) push(members, process.namespaces[kind], process);
    }
    return members;
  }

  #collectContained() {
    const processes = groupBy(this.#processes(), (process) => process.container);
    const namespaces = groupBy(this.#namespaces(), (ns) => ns.container);
    const ids = new Set([...processes.keys(), ...namespaces.keys(), undefined]);
    return new Map(
      [...ids].map((id) => [id, { processes: processes.get(id) ?? [], namespaces: namespaces.get(id) ?? [] }]),
    );
  }
}

/** The initial one first, then by inode number: the order of creation, roughly. */
function byImportance(a: Namespace, b: Namespace): number {
  return Number(b.initial) - Number(a.initial) || a.inode - b.inode;
}

function push<K, T>(map: Map<K, T[]>, key: K | undefined, item: T): void {
  if (key === undefined) return;
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
