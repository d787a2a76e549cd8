import {
  type Container,
  type ContainerId,
  containerFromCgroups,
  containerFromRuntimeState,
} from '../../model/container.ts';
import {
  type Inside,
  NAMESPACE_KINDS,
  type Namespace,
  type NamespaceId,
  type NamespaceKind,
  type Pin,
} from '../../model/namespace.ts';
import type { Process, ProcessId } from '../../model/process.ts';
import { equal } from '../../model/snapshot.ts';
import type { MountTables } from './mount-tables.ts';
import type { NamespaceLinks } from './process-reader.ts';
import type { ProcessRow } from './process-table.ts';
import { inodeKey, type Known, type NamespaceRegistry } from './registry.ts';
import { containerName, runtimeStates } from './runtimes.ts';
import type { Sighting, Sightings } from './sightings.ts';
import type { Users } from './users.ts';

/** The tables of a snapshot. */
export interface Tables {
  readonly namespaces: Readonly<Record<NamespaceId, Namespace>>;
  readonly processes: Readonly<Record<ProcessId, Process>>;
  readonly containers: Readonly<Record<ContainerId, Container>>;
}

/** Directories whose bind mounts are names for people (ip-netns(8)). */
const NAME_DIR = /^(?:\/var)?\/run\/netns\/([^/]+)$/;

/** Turns rows and sightings into model objects; objects that stay equal are kept from the tables before. */
export class Assembler {
  readonly #registry: NamespaceRegistry;
  readonly #users: Users;
  /** What was looked up inside namespaces. */
  readonly #insides: ReadonlyMap<NamespaceId, Inside>;
  readonly #rows = new WeakMap<ProcessRow, Process>();
  /** Processes in the same groups share one array: recognised once. */
  readonly #byCgroups = new WeakMap<Process['cgroups'], { readonly container: Container | undefined }>();
  /** Containers as recognised, with the name looked up once. */
  readonly #containers = new Map<ContainerId, Container>();

  constructor(registry: NamespaceRegistry, users: Users, insides: ReadonlyMap<NamespaceId, Inside>) {
    this.#registry = registry;
    this.#users = users;
    this.#insides = insides;
  }

  /** Yields at times, so that the caller can slice it. */
  *assemble(
    rows: Iterable<ProcessRow>,
    sightings: Sightings,
    mounts: MountTables,
    before: Tables | undefined,
  ): Generator<void, Tables> {
    const processes: Record<ProcessId, Process> = {};
    const containers: Record<ContainerId, Container> = {};
    const members = new Members();
    const links = this.#linkCache();
    const byPid = this.#runtimeContainers();
    for (const row of rows) {
      const container = this.#containerOf(row, mounts, byPid);
      const process = this.#process(row, links(row.basics.links), container?.id);
      processes[process.id] = process;
      if (container) containers[container.id] = container;
      members.add(row.basics.links, process);
      yield;
    }
    const namespaces = yield* this.#namespaces(sightings, mounts, members, before?.namespaces ?? {});
    return { processes, containers, namespaces };
  }

  /** Ids for a combination of inodes, made once for each combination. */
  #linkCache(): (links: NamespaceLinks) => Process['namespaces'] {
    const made = new Map<NamespaceLinks, Process['namespaces']>();
    return (links) => {
      const known = made.get(links);
      if (known) return known;
      const ids: Partial<Record<NamespaceKind, NamespaceId>> = {};
      for (const kind of NAMESPACE_KINDS) {
        const inode = links[kind];
        const id = inode === undefined ? undefined : this.#registry.get(inodeKey(kind, inode))?.id;
        if (id !== undefined) ids[kind] = id;
      }
      made.set(links, ids);
      return ids;
    };
  }

  #process(row: ProcessRow, namespaces: Process['namespaces'], container: ContainerId | undefined): Process {
    const known = this.#rows.get(row);
    if (known && known.container === container && sameIds(known.namespaces, namespaces)) return known;
    const { stat } = row.basics;
    const user = this.#users.name(row.uid);
    const process: Process = {
      id: row.id,
      pid: row.pid,
      ppid: stat.ppid,
      startTime: stat.startTime,
      uid: row.uid,
      ...(user !== undefined && { user }),
      comm: stat.comm,
      argv: row.argv,
      nspid: row.nspid,
      threads: stat.threads,
      state: stat.state,
      namespaces,
      cgroups: row.cgroups,
      ...(container !== undefined && { container }),
      ...(row.terminal !== undefined && { terminal: row.terminal }),
    };
    this.#rows.set(row, process);
    return process;
  }

  /** Pids of the first processes of containers that runc and crun keep, without those an engine made. */
  #runtimeContainers(): Map<number, Container> {
    return new Map(runtimeStates().map((state) => [state.pid, containerFromRuntimeState(state)]));
  }

  /** By cgroup; where that tells only a systemd unit or nothing, by mounts, then by the state of runc and crun. */
  #containerOf(row: ProcessRow, mounts: MountTables, byPid: ReadonlyMap<number, Container>): Container | undefined {
    const byCgroup = this.#byCgroup(row.cgroups);
    if (byCgroup && byCgroup.category !== 'unit') return this.#named(byCgroup);
    const mnt = row.basics.links.mnt;
    const table = mnt === undefined ? undefined : mounts.get(mnt);
    const found = table?.table.container ?? byPid.get(row.pid) ?? (table && byPid.get(table.row.pid)) ?? byCgroup;
    return found && this.#named(found);
  }

  #byCgroup(cgroups: Process['cgroups']): Container | undefined {
    let known = this.#byCgroups.get(cgroups);
    if (!known) {
      known = { container: containerFromCgroups(cgroups) };
      this.#byCgroups.set(cgroups, known);
    }
    return known.container;
  }

  #named(container: Container): Container {
    const known = this.#containers.get(container.id);
    if (known) return known;
    const name = containerName(container);
    const named = name === undefined ? container : { ...container, name };
    this.#containers.set(container.id, named);
    return named;
  }

  *#namespaces(
    sightings: Sightings,
    mounts: MountTables,
    members: Members,
    before: Tables['namespaces'],
  ): Generator<void, Tables['namespaces']> {
    const namespaces: Record<NamespaceId, Namespace> = {};
    for (const [key, known] of this.#registry.all()) {
      const fresh = this.#namespace(known, sightings.all.get(key), mounts, members.container(known.id));
      const old = before[known.id];
      namespaces[known.id] = old && sameFields(old, fresh) ? old : fresh;
      yield;
    }
    return namespaces;
  }

  #namespace(
    known: Known,
    sighting: Sighting | undefined,
    mounts: MountTables,
    container: ContainerId | undefined,
  ): Namespace {
    const idOf = (key: string | undefined) => (key === undefined ? undefined : this.#registry.get(key)?.id);
    const parent = idOf(known.parent);
    const owner = idOf(known.owner);
    const pins = (sighting?.pins ?? []).map(
      (pin): Pin => (pin.kind === 'mount' ? { ...pin, mnt: idOf(pin.mnt) ?? pin.mnt } : pin),
    );
    const name = pins
      .map((pin) => (pin.kind === 'mount' ? NAME_DIR.exec(pin.path)?.[1] : undefined))
      .find((found) => found !== undefined);
    const inside = this.#inside(known, mounts);
    return {
      id: known.id,
      kind: known.kind,
      inode: known.inode,
      ...(known.nsid !== undefined && { nsid: known.nsid }),
      initial: known.initial,
      ...(parent !== undefined && { parent }),
      ...(owner !== undefined && { owner }),
      ...(known.ownerUid !== undefined && { ownerUid: known.ownerUid }),
      ...(name !== undefined && { name }),
      ...(!known.initial && container !== undefined && { container }),
      ...(sighting?.leader && { leader: sighting.leader.id }),
      nprocs: sighting?.nprocs ?? 0,
      pins,
      ...(inside && { inside }),
    };
  }

  /** mnt comes with the mount tables, pid from the nesting; the others were looked up. */
  #inside(known: Known, mounts: MountTables): Inside | undefined {
    if (known.kind === 'mnt') {
      const table = mounts.get(known.inode)?.table;
      return table && { kind: 'mnt', mounts: table.count, root: table.root };
    }
    if (known.kind === 'pid') return { kind: 'pid', depth: this.#depth(known) };
    return this.#insides.get(known.id);
  }

  #depth(known: Known): number {
    const parent = known.parent === undefined ? undefined : this.#registry.get(known.parent);
    return parent ? this.#depth(parent) + 1 : 0;
  }
}

function sameIds(a: Process['namespaces'], b: Process['namespaces']): boolean {
  return a === b || NAMESPACE_KINDS.every((kind) => a[kind] === b[kind]);
}

/** Equal field by field; most are strings and numbers, or the same objects. */
function sameFields(a: Namespace, b: Namespace): boolean {
  const [before, after] = [Object.entries(a), Object.entries(b)];
  return (
    before.length === after.length &&
    after.every(([key, value], at) => {
      const [name, old] = before[at] ?? [];
      return name === key && equal(old, value);
    })
  );
}

/** A namespace belongs to a container when all its member processes do. */
class Members {
  readonly #containers = new Map<NamespaceId, ContainerId | undefined>();
  /** Container of the last process with these links: most processes share both. */
  readonly #last = new Map<NamespaceLinks, ContainerId | undefined>();

  add(links: NamespaceLinks, { container, namespaces }: Process): void {
    if (this.#last.has(links) && this.#last.get(links) === container) return;
    this.#last.set(links, container);
    for (const id of Object.values(namespaces)) {
      if (!this.#containers.has(id)) this.#containers.set(id, container);
      else if (this.#containers.get(id) !== container) this.#containers.set(id, undefined);
    }
  }

  container(id: NamespaceId): ContainerId | undefined {
    return this.#containers.get(id);
  }
}
