import type { Cgroup, CgroupId } from '../../model/cgroup/cgroup.ts';
import { cgroupId, membershipPath } from '../../model/cgroup/cgroup.ts';
import type { Process, ProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** A row of the view *Cgroups*; the key is what it is, and the same for the same thing in every snapshot. */
export type GroupNode =
  | { readonly type: 'hierarchy'; readonly key: string; readonly hierarchy: number }
  | { readonly type: 'group'; readonly key: string; readonly group: CgroupId }
  | { readonly type: 'process'; readonly key: string; readonly process: ProcessId; readonly group: CgroupId };

/** More processes of one group than that are not listed: the row of the group says how many there are. */
export const MOST_PROCESSES = 200;

/** The hierarchies with their groups and processes, looked up once for a snapshot. */
export class GroupTree {
  readonly snapshot: Snapshot;
  readonly #children = new Map<CgroupId | number, Cgroup[]>();
  readonly #members = new Map<CgroupId, Process[]>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    for (const group of Object.values(snapshot.cgroups)) add(this.#children, group.parent ?? group.hierarchy, group);
    for (const groups of this.#children.values()) groups.sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const process of Object.values(snapshot.processes)) {
      for (const { hierarchy, path } of process.cgroups)
        add(this.#members, cgroupId(hierarchy, membershipPath(path).path), process);
    }
  }

  /** Of v2 first; hierarchies that are mounted nowhere are left out. */
  get roots(): GroupNode[] {
    const seen = this.snapshot.hierarchies.filter(({ mount }) => mount);
    return seen
      .toSorted((a, b) => b.version - a.version || a.id - b.id)
      .map(({ id }) => ({ type: 'hierarchy', key: String(id), hierarchy: id }));
  }

  /** Whether what a row stands for is still there. */
  has(node: GroupNode): boolean {
    const { hierarchies, cgroups, processes } = this.snapshot;
    if (node.type === 'hierarchy') return hierarchies.some(({ id }) => id === node.hierarchy);
    return node.group in cgroups && (node.type === 'group' || node.process in processes);
  }

  childrenOf(node: GroupNode): GroupNode[] {
    if (node.type === 'process') return [];
    if (node.type === 'hierarchy') return this.#groupsBelow(node.hierarchy);
    const members = this.membersOf(node.group).slice(0, MOST_PROCESSES);
    return [
      ...this.#groupsBelow(node.group),
      ...members.map(
        ({ id }): GroupNode => ({ type: 'process', key: `${node.key} ${id}`, process: id, group: node.group }),
      ),
    ];
  }

  /** Processes of the group itself, by pid. */
  membersOf(group: CgroupId): readonly Process[] {
    return (this.#members.get(group) ?? []).toSorted((a, b) => a.pid - b.pid);
  }

  hasChildren(group: CgroupId): boolean {
    return this.#children.has(group) || this.#members.has(group);
  }

  #groupsBelow(parent: CgroupId | number): GroupNode[] {
    return (this.#children.get(parent) ?? []).map(({ id }) => ({ type: 'group', key: id, group: id }));
  }
}

function add<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
