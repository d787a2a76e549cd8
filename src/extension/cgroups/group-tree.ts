import { type Cgroup, type CgroupId, cgroupId, membershipPath } from '../../model/cgroup/cgroup.ts';
import type { Hierarchy } from '../../model/cgroup/hierarchy.ts';
import type { Thread } from '../../model/cgroup/thread.ts';
import type { Process, ProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** A row of the view *Cgroups*; the key is what it is, and the same for the same thing in every snapshot. */
export type GroupNode = { readonly key: string; readonly parent?: GroupNode } & (
  | { readonly type: 'hierarchy'; readonly hierarchy: number }
  | { readonly type: 'group'; readonly group: CgroupId }
  | { readonly type: 'process'; readonly process: ProcessId; readonly group: CgroupId }
  | { readonly type: 'thread'; readonly thread: Thread; readonly group: CgroupId }
  | { readonly type: 'more'; readonly count: number }
);

/** What the tree shows besides the snapshot. */
export interface GroupTreeOptions {
  /** Rows below a row before "show more". */
  readonly pageSize: number;
  /** Key of a row to how many pages of it are shown; absent: one. */
  readonly pages: ReadonlyMap<string, number>;
  /** Threads of the groups that were opened, without main threads. */
  readonly threads: ReadonlyMap<CgroupId, readonly Thread[]>;
}

const PLAIN: GroupTreeOptions = { pageSize: Number.POSITIVE_INFINITY, pages: new Map(), threads: new Map() };

/** The hierarchies with their groups, processes and threads, looked up once for a snapshot. */
export class GroupTree {
  readonly snapshot: Snapshot;
  readonly #options: GroupTreeOptions;
  readonly #children = new Map<CgroupId | number, Cgroup[]>();
  readonly #members = new Map<CgroupId, Process[]>();

  constructor(snapshot: Snapshot, options: GroupTreeOptions = PLAIN) {
    this.snapshot = snapshot;
    this.#options = options;
    for (const group of Object.values(snapshot.cgroups)) add(this.#children, group.parent ?? group.hierarchy, group);
    for (const groups of this.#children.values()) groups.sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const process of Object.values(snapshot.processes)) {
      for (const { hierarchy, path } of process.cgroups)
        add(this.#members, cgroupId(hierarchy, membershipPath(path).path), process);
    }
    for (const members of this.#members.values()) members.sort((a, b) => a.pid - b.pid);
  }

  hierarchy(id: number): Hierarchy | undefined {
    return this.snapshot.hierarchies.find((each) => each.id === id);
  }

  /** Below the root: v2 first, those that are mounted nowhere last. */
  childrenOf(node?: GroupNode): GroupNode[] {
    switch (node?.type) {
      case undefined:
        return this.#roots();
      case 'hierarchy':
        return this.#paged(this.#groups(node.hierarchy, node), node);
      case 'group':
        return this.#paged([...this.#groups(node.group, node), ...this.#processes(node)], node);
      case 'process':
        return this.#paged(this.#threads(node), node);
      case 'thread':
      case 'more':
        return [];
    }
  }

  /** Processes of the group itself, by pid. */
  membersOf(group: CgroupId): readonly Process[] {
    return this.#members.get(group) ?? [];
  }

  hasChildren(node: GroupNode): boolean {
    switch (node.type) {
      case 'hierarchy':
        return this.#children.has(node.hierarchy);
      case 'group':
        return this.#children.has(node.group) || this.#members.has(node.group) || this.#foreign(node.group).length > 0;
      case 'process':
        return this.#threads(node).length > 0;
      case 'thread':
      case 'more':
        return false;
    }
  }

  /** The row of a group, with the rows above it; undefined when there is no such group. */
  nodeOf(group: CgroupId): GroupNode | undefined {
    const found = this.snapshot.cgroups[group];
    if (!found) return undefined;
    const above = found.parent === undefined ? this.#rowOfHierarchy(found.hierarchy) : this.nodeOf(found.parent);
    return above && { type: 'group', key: group, group, parent: above };
  }

  #roots(): GroupNode[] {
    const order = ({ mount, version, id }: Hierarchy) => [mount ? 0 : 1, -version, id];
    return this.snapshot.hierarchies
      .toSorted((a, b) => compare(order(a), order(b)))
      .map(({ id }) => this.#rowOfHierarchy(id));
  }

  #rowOfHierarchy(hierarchy: number): GroupNode {
    return { type: 'hierarchy', key: String(hierarchy), hierarchy };
  }

  #groups(above: CgroupId | number, parent: GroupNode): GroupNode[] {
    return (this.#children.get(above) ?? []).map(({ id }) => ({ type: 'group', key: id, group: id, parent }));
  }

  /** Processes, then threads of processes that are in other groups (cgroups(7), thread mode; tasks of v1). */
  #processes(parent: GroupNode & { readonly type: 'group' }): GroupNode[] {
    const { group } = parent;
    return [
      ...this.membersOf(group).map(
        ({ id }): GroupNode => ({ type: 'process', key: `${group} ${id}`, process: id, group, parent }),
      ),
      ...this.#foreign(group).map((thread) => threadNode(thread, group, parent)),
    ];
  }

  #foreign(group: CgroupId): readonly Thread[] {
    const pids = new Set(this.membersOf(group).map(({ pid }) => pid));
    return (this.#options.threads.get(group) ?? []).filter(({ pid }) => !pids.has(pid));
  }

  #threads(parent: GroupNode & { readonly type: 'process' }): GroupNode[] {
    const pid = this.snapshot.processes[parent.process]?.pid;
    const threads = (this.#options.threads.get(parent.group) ?? []).filter((thread) => thread.pid === pid);
    return threads.map((thread) => threadNode(thread, parent.group, parent));
  }

  #paged(rows: readonly GroupNode[], parent: GroupNode): GroupNode[] {
    const room = this.#options.pageSize * (this.#options.pages.get(parent.key) ?? 1);
    const left = rows.length - room;
    if (left <= 0) return [...rows];
    return [...rows.slice(0, room), { type: 'more', key: `${parent.key} more`, count: left, parent }];
  }
}

function threadNode(thread: Thread, group: CgroupId, parent: GroupNode): GroupNode {
  return { type: 'thread', key: `${group} thread ${thread.tid}`, thread, group, parent };
}

/** The groups that rows stand for. */
export function groupsOf(nodes: Iterable<GroupNode>): CgroupId[] {
  return [...nodes].flatMap((node) => (node.type === 'group' ? [node.group] : []));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function add<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
