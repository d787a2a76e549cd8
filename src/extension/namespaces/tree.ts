import { NAMESPACE_KINDS, type Namespace, type NamespaceKind } from '../../model/namespace.ts';
import type { Process } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { Filter } from './filter.ts';
import { factNames } from './host-facts.ts';
import { type Grouping, type Node, type NodeContent, place } from './nodes.ts';
import type { Recent } from './recent.ts';
import { SnapshotIndex } from './snapshot-index.ts';

export interface TreeOptions {
  readonly grouping: Grouping;
  readonly filter: string;
  /** Rows shown below a node before "show more". */
  readonly pageSize: number;
  /** Key of a node to how many pages of it are shown; absent: one. */
  readonly pages: ReadonlyMap<string, number>;
  readonly recent: Recent;
}

/** The tree of one snapshot: pure, made on demand node by node. */
export class Tree {
  readonly index: SnapshotIndex;
  readonly options: TreeOptions;
  readonly #filter: Filter;

  constructor(snapshot: Snapshot, options: TreeOptions) {
    this.index = new SnapshotIndex(snapshot);
    this.options = options;
    this.#filter = new Filter(options.filter, this.index);
  }

  /** Nodes below `node`; the top of the tree without one. */
  children(node?: Node): Node[] {
    const below = (contents: readonly NodeContent[]) => contents.map((content) => place(content, node));
    if (!node) return below(this.#top());
    switch (node.type) {
      case 'host':
        return below(factNames(this.index.snapshot.host).map((fact) => ({ type: 'fact', fact })));
      case 'kind':
        return below(this.#paged(this.#topOfKind(this.index.ofKind(node.kind)), [], node.key));
      case 'container':
        return below(this.#paged(this.#containedNamespaces(node), this.#containedProcesses(node), node.key));
      case 'ownerless':
        return below(this.#paged(this.#ownerless().map(namespaceContent), [], node.key));
      case 'namespace':
        return below(this.#belowNamespace(node));
      case 'process':
        return below(this.#belowProcess(node));
      case 'fact':
      case 'pin':
      case 'more':
        return [];
    }
  }

  /** Whether a node has something below it, without making it. */
  hasChildren(node: Node): boolean {
    return node.type !== 'fact' && node.type !== 'pin' && node.type !== 'more' && this.children(node).length > 0;
  }

  /** How many namespaces of a kind the filter leaves in sight. */
  inSight(kind: NamespaceKind): number {
    return this.index.ofKind(kind).filter((ns) => this.#filter.namespaceInSight(ns)).length;
  }

  /** The same tree with everything on one page. */
  unpaged(): Tree {
    return new Tree(this.index.snapshot, { ...this.options, pageSize: Number.POSITIVE_INFINITY });
  }

  /** The first node that stands for a namespace or process, by the shortest way down; undefined when none is in sight. */
  find(id: string): Node | undefined {
    const queue: Node[] = this.children();
    for (let node = queue.shift(); node; node = queue.shift()) {
      if ((node.type === 'namespace' && node.namespace === id) || (node.type === 'process' && node.process === id)) {
        return node;
      }
      if (node.type !== 'host') queue.push(...this.children(node));
    }
    return undefined;
  }

  #top(): NodeContent[] {
    // Without anything to show there is room for a welcome view that says so.
    if (Object.keys(this.index.snapshot.namespaces).length === 0) return [];
    return [{ type: 'host' }, ...this.#groups()];
  }

  #groups(): NodeContent[] {
    const { snapshot } = this.index;
    switch (this.options.grouping) {
      case 'kind':
        return NAMESPACE_KINDS.filter((kind) => this.#topOfKind(this.index.ofKind(kind)).length > 0).map((kind) => ({
          type: 'kind',
          kind,
        }));
      case 'container':
        return [...Object.keys(snapshot.containers).sort(), undefined]
          .map((container) => ({ type: 'container', container }) as const)
          .filter((content) => this.children(place(content)).length > 0);
      case 'process':
        return this.#paged([], this.#processesWithoutParent(), '');
      case 'owner':
        return [
          ...this.#paged(this.#topOfKind(this.index.ofKind('user')), [], ''),
          ...(this.#ownerless().length > 0 ? [{ type: 'ownerless' } as const] : []),
        ];
    }
  }

  #processesWithoutParent(): Process[] {
    return Object.values(this.index.snapshot.processes)
      .filter((process) => !this.index.byPid(process.ppid) && this.#filter.processInSight(process))
      .sort((a, b) => a.pid - b.pid);
  }

  /** Namespaces without a parent that is shown; the others are below their parents. */
  #topOfKind(all: readonly Namespace[]): NodeContent[] {
    return all
      .filter((ns) => !this.index.namespace(ns.parent) && this.#filter.namespaceInSight(ns))
      .map(namespaceContent);
  }

  #ownerless(): Namespace[] {
    return Object.values(this.index.snapshot.namespaces).filter(
      (ns) => ns.kind !== 'user' && !this.index.namespace(ns.owner) && this.#filter.namespaceInSight(ns),
    );
  }

  #containedNamespaces({ container }: Node & { type: 'container' }): NodeContent[] {
    return this.index
      .contained(container)
      .namespaces.filter((ns) => this.#filter.namespaceInSight(ns))
      .map(namespaceContent);
  }

  #containedProcesses({ container }: Node & { type: 'container' }): Process[] {
    // The processes of the host itself are below its initial namespaces.
    if (container === undefined) return [];
    const { processes } = this.index.contained(container);
    return processes.filter((process) => !this.#filter.active || this.#filter.matchesProcess(process));
  }

  /** Child namespaces, then what pins it, then its members; for a user namespace grouped by owner: what it owns. */
  #belowNamespace(node: Node & { type: 'namespace' }): NodeContent[] {
    const ns = this.index.namespace(node.namespace);
    if (!ns) return [];
    const pins = ns.pins.map((pin): NodeContent => ({ type: 'pin', pin }));
    // Below a process its members would lead to itself again.
    if (this.options.grouping === 'process') return this.#paged(pins, [], node.key);
    const whole = !this.#filter.active || this.#filter.matchesNamespace(ns);
    const children = this.index.children(ns.id).filter((child) => whole || this.#filter.namespaceInSight(child));
    if (this.options.grouping === 'owner' && ns.kind === 'user') {
      const owned = this.index.owned(ns.id).filter((each) => whole || this.#filter.namespaceInSight(each));
      return this.#paged([...[...children, ...owned].map(namespaceContent), ...pins], [], node.key);
    }
    const members = this.index.members(ns.id).filter((process) => whole || this.#filter.matchesProcess(process));
    return this.#paged([...children.map(namespaceContent), ...pins], members, node.key);
  }

  /** Below a process, grouped by process: the namespaces it does not share with its parent, then its children. */
  #belowProcess(node: Node & { type: 'process' }): NodeContent[] {
    const process = this.index.process(node.process);
    if (!process || this.options.grouping !== 'process') return [];
    const children = this.index.forked(process.pid).filter((child) => this.#filter.processInSight(child));
    return this.#paged(this.ownNamespaces(process).map(namespaceContent), children, node.key);
  }

  /** Namespaces that a process does not share with its parent; where the parent's cannot be read, those that are not initial. */
  ownNamespaces(process: Process): Namespace[] {
    const parent = this.index.byPid(process.ppid);
    return NAMESPACE_KINDS.flatMap((kind) => {
      const ns = this.index.namespace(process.namespaces[kind]);
      const theirs = parent?.namespaces[kind];
      const own = theirs === undefined ? ns?.initial === false : theirs !== ns?.id;
      return ns && own ? ns : [];
    });
  }

  /** As many as there are pages for below the node with this key; processes after the rest. */
  #paged(first: readonly NodeContent[], processes: readonly Process[], key: string): NodeContent[] {
    const room = this.options.pageSize * (this.options.pages.get(key) ?? 1);
    const shown = processes.slice(0, Math.max(0, room - first.length));
    const rows = [...first.slice(0, room), ...shown.map(processContent)];
    const left = first.length + processes.length - rows.length;
    return left > 0 ? [...rows, { type: 'more', count: left }] : rows;
  }
}

function processContent(process: Process): NodeContent {
  return { type: 'process', process: process.id };
}

function namespaceContent(ns: Namespace): NodeContent {
  return { type: 'namespace', namespace: ns.id };
}
