import { NAMESPACE_KINDS, type NamespaceKind } from '../../model/namespace.ts';
import type { Proc } from '../kernel/proc.ts';
import { parseStat, type Stat } from './parse-proc.ts';

/** Inode numbers of a process's namespaces. Shared between processes with the same ones. */
export type NamespaceLinks = Readonly<Partial<Record<NamespaceKind, number>>>;

/** What the kernel tells of a process in the pass over stat, ns and cgroup. */
export interface Basics {
  readonly stat: Stat;
  readonly links: NamespaceLinks;
  /** Text of `/proc/PID/cgroup`. */
  readonly cgroup: string;
  /** Errno when the namespaces could not be read. */
  readonly denied?: string;
}

const LINK_PATHS: readonly [NamespaceKind, string][] = NAMESPACE_KINDS.map((kind) => [kind, `/ns/${kind}`]);

/** The number in `net:[4026531840]`, without a regular expression: this runs eight times a process. */
export function linkInode(link: string): number {
  return Number(link.slice(link.indexOf('[') + 1, -1));
}

/** Reads single processes from /proc. */
export class ProcessReader {
  readonly #proc: Proc;
  /** Most processes share all their namespaces: one object for each combination. */
  readonly #combinations = new Map<string, NamespaceLinks>();

  constructor(proc: Proc) {
    this.#proc = proc;
  }

  /** stat, the eight namespaces and the cgroups; undefined when the process has gone. */
  basics(pid: number): Basics | undefined {
    const text = this.#proc.file(`${pid}/stat`);
    const stat = text === undefined ? undefined : parseStat(text);
    if (!stat) return undefined;
    const links = stat.state === 'zombie' ? {} : this.links(String(pid));
    const denied = links === undefined ? this.#proc.errno : undefined;
    const cgroup = this.#proc.paths(`${pid}/cgroup`) ?? '';
    return { stat, links: links ?? {}, cgroup, ...(denied !== undefined && { denied }) };
  }

  /** The namespaces of a task (`1234` or `1234/task/1235`); undefined, with the errno in `proc`, when they cannot be read. */
  links(task: string): NamespaceLinks | undefined {
    let key = '';
    for (const [kind, path] of LINK_PATHS) {
      const link = this.#proc.link(task + path);
      if (link !== undefined) key += `${link} `;
      // A kernel without time or cgroup namespaces has no such link; denied is denied for all kinds.
      else if (this.#proc.errno !== 'ENOENT' || kind === 'pid') return undefined;
    }
    return this.#combination(key);
  }

  #combination(key: string): NamespaceLinks {
    const known = this.#combinations.get(key);
    if (known) return known;
    const links: Partial<Record<NamespaceKind, number>> = {};
    for (const link of key.trim().split(' '))
      links[link.slice(0, link.indexOf(':')) as NamespaceKind] = linkInode(link);
    if (this.#combinations.size > 10_000) this.#combinations.clear();
    this.#combinations.set(key, links);
    return links;
  }
}
