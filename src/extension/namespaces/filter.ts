import { containerLabel } from '../../model/container.ts';
import { kernelName, type Namespace, type NamespaceId } from '../../model/namespace.ts';
import { commandLine, type Process, type ProcessId } from '../../model/process.ts';
import type { SnapshotIndex } from './snapshot-index.ts';

/**
 * What a filter text leaves in sight. Every word must be found somewhere in a row; upper and lower case are alike.
 * What matches brings everything above it into sight.
 */
export class Filter {
  readonly #words: readonly string[];
  readonly #index: SnapshotIndex;
  readonly #processes = new Map<ProcessId, boolean>();
  readonly #namespaces = new Map<NamespaceId, boolean>();

  #sightedProcesses: Set<ProcessId> | undefined;
  #sightedNamespaces: Set<NamespaceId> | undefined;

  constructor(text: string, index: SnapshotIndex) {
    this.#words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.#index = index;
  }

  get active(): boolean {
    return this.#words.length > 0;
  }

  /** The row of the process itself matches. */
  matchesProcess(process: Process): boolean {
    return remembered(this.#processes, process.id, () => this.#matches(this.#processText(process)));
  }

  /** The row of the namespace itself matches: then all that is below it stays in sight. */
  matchesNamespace(ns: Namespace): boolean {
    return remembered(this.#namespaces, ns.id, () => this.#matches(this.#namespaceText(ns)));
  }

  /** The process, or one that it leads to in the tree of processes, matches. */
  processInSight(process: Process): boolean {
    if (!this.active) return true;
    this.#sightedProcesses ??= this.#lookUpProcesses();
    return this.#sightedProcesses.has(process.id);
  }

  /** The namespace, a member, or something nested in it or owned by it matches. */
  namespaceInSight(ns: Namespace): boolean {
    if (!this.active) return true;
    this.#sightedNamespaces ??= this.#lookUpNamespaces();
    return this.#sightedNamespaces.has(ns.id);
  }

  #lookUpProcesses(): Set<ProcessId> {
    const sighted = new Set<ProcessId>();
    for (const process of Object.values(this.#index.snapshot.processes)) {
      if (!this.matchesProcess(process)) continue;
      for (let up: Process | undefined = process; up && !sighted.has(up.id); up = this.#index.byPid(up.ppid)) {
        sighted.add(up.id);
      }
    }
    return sighted;
  }

  #lookUpNamespaces(): Set<NamespaceId> {
    const sighted = new Set<NamespaceId>();
    const { namespaces, processes } = this.#index.snapshot;
    const see = (ns: Namespace | undefined): void => {
      if (!ns || sighted.has(ns.id)) return;
      sighted.add(ns.id);
      see(this.#index.namespace(ns.parent));
      see(this.#index.namespace(ns.owner));
    };
    for (const ns of Object.values(namespaces)) if (this.matchesNamespace(ns)) see(ns);
    for (const process of Object.values(processes)) {
      if (!this.matchesProcess(process)) continue;
      for (const id of Object.values(process.namespaces)) see(this.#index.namespace(id));
    }
    return sighted;
  }

  #matches(text: string): boolean {
    const lower = text.toLowerCase();
    return this.#words.every((word) => lower.includes(word));
  }

  #processText(process: Process): string {
    return [
      process.pid,
      process.user ?? process.uid,
      process.comm,
      commandLine(process),
      this.#label(process.container),
    ].join(' ');
  }

  #namespaceText(ns: Namespace): string {
    const leader = this.#index.process(ns.leader);
    const inside = ns.inside?.kind === 'uts' ? ns.inside.nodename : '';
    return [kernelName(ns), ns.name, this.#label(ns.container), inside, leader && this.#processText(leader)].join(' ');
  }

  #label(container: string | undefined): string {
    const found = container === undefined ? undefined : this.#index.snapshot.containers[container];
    return found ? `${containerLabel(found)} ${found.nativeId}` : '';
  }
}

function remembered<K>(answers: Map<K, boolean>, key: K, ask: () => boolean): boolean {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(key, answer);
  return answer;
}
