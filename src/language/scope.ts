import {
  type AstNodeDescription,
  type AstReflection,
  AstUtils,
  EMPTY_SCOPE,
  type LangiumCoreServices,
  type LocalSymbols,
  type ReferenceInfo,
  type Scope,
  type ScopeComputation,
  type ScopeProvider,
  stream,
} from 'langium';
import { isSpec } from './generated/ast.ts';
import { type Named, SpecIndex } from './spec-index.ts';

/** Nothing is exported: one file is one environment, and names never resolve across files. */
export class NoExports implements ScopeComputation {
  collectExportedSymbols(): Promise<AstNodeDescription[]> {
    return Promise.resolve([]);
  }

  /** The scope provider finds names in the {@link SpecIndex} instead. */
  collectLocalSymbols(): Promise<LocalSymbols> {
    return Promise.resolve({ has: () => false, getStream: () => stream([]) });
  }
}

/** Top-level names of the file; for `dev` of a route the interfaces of its place. The first of several with one name is meant. */
export class CspecScopeProvider implements ScopeProvider {
  readonly #services: LangiumCoreServices;

  constructor(services: LangiumCoreServices) {
    this.#services = services;
  }

  getScope(context: ReferenceInfo): Scope {
    const reflection = this.#services.shared.AstReflection;
    const visible = visibleTo(context, reflection);
    if (!visible) return EMPTY_SCOPE;
    const describe = (node: Named | undefined) =>
      node && this.#services.workspace.AstNodeDescriptionProvider.createDescription(node, node.name);
    const find = (name: string) => describe(visible.find(visible.nodes.get(name)));
    return {
      getElement: find,
      getElements: (name) => stream([find(name)]).nonNullable(),
      getAllElements: () =>
        stream(visible.nodes.values())
          .map((nodes) => describe(visible.find(nodes)))
          .nonNullable(),
    };
  }
}

/** What a reference means: the first node with its name that is of the right type. */
export function targetOf(context: ReferenceInfo, reflection: AstReflection): Named | undefined {
  const visible = visibleTo(context, reflection);
  return visible?.find(visible.nodes.get(context.reference.$refText));
}

/**
 * Of things with one name so many are looked at, for each reference. Two of them are an error already (N01), so nothing
 * that can be right is left out; a file with thousands is read in time that grows with its length.
 */
const MAX_ALIKE = 64;

interface Visible {
  readonly nodes: ReadonlyMap<string, readonly Named[]>;
  /** The one of several with a name that is meant. */
  readonly find: (nodes: readonly Named[] | undefined) => Named | undefined;
}

function visibleTo(context: ReferenceInfo, reflection: AstReflection): Visible | undefined {
  const root = AstUtils.findRootNode(context.container);
  if (!isSpec(root)) return undefined;
  const wanted = reflection.getReferenceType(context);
  return {
    nodes: SpecIndex.of(root).visibleFrom(context.container, wanted),
    find: (nodes) => nodes?.slice(0, MAX_ALIKE).find(({ $type }) => reflection.isSubtype($type, wanted)),
  };
}
