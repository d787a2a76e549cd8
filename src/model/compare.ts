import { NAMESPACE_KINDS, type NamespaceId, type NamespaceKind } from './namespace.ts';
import type { Process } from './process.ts';

/** How two processes stand to each other in one kind of namespace. */
export interface KindComparison {
  readonly kind: NamespaceKind;
  readonly relation: 'shared' | 'different' | 'unknown';
  readonly a?: NamespaceId;
  readonly b?: NamespaceId;
}

/** One cgroup hierarchy of two processes; a path is missing where the process is not in that hierarchy. */
export interface CgroupComparison {
  readonly controllers: string;
  readonly relation: 'shared' | 'different';
  readonly a?: string;
  readonly b?: string;
}

export interface ProcessComparison {
  readonly namespaces: readonly KindComparison[];
  readonly cgroups: readonly CgroupComparison[];
}

function compareKind(kind: NamespaceKind, a: NamespaceId | undefined, b: NamespaceId | undefined): KindComparison {
  const relation = a === undefined || b === undefined ? 'unknown' : a === b ? 'shared' : 'different';
  return { kind, relation, ...(a !== undefined && { a }), ...(b !== undefined && { b }) };
}

/** Kind by kind and hierarchy by hierarchy: what two processes share and where they differ. */
export function compareProcesses(a: Process, b: Process): ProcessComparison {
  const paths = (process: Process) => new Map(process.cgroups.map((group) => [group.controllers, group.path]));
  const inA = paths(a);
  const inB = paths(b);
  const controllers = [...new Set([...inA.keys(), ...inB.keys()])];
  return {
    namespaces: NAMESPACE_KINDS.map((kind) => compareKind(kind, a.namespaces[kind], b.namespaces[kind])),
    cgroups: controllers.map((name) => {
      const pathA = inA.get(name);
      const pathB = inB.get(name);
      const relation = pathA === pathB ? 'shared' : 'different';
      return {
        controllers: name,
        relation,
        ...(pathA !== undefined && { a: pathA }),
        ...(pathB !== undefined && { b: pathB }),
      };
    }),
  };
}
