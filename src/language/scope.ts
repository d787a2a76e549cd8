import {
  type AstNodeDescription,
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
    const root = AstUtils.findRootNode(context.container);
    if (!isSpec(root)) return EMPTY_SCOPE;
    const reflection = this.#services.shared.AstReflection;
    const wanted = reflection.getReferenceType(context);
    const visible = SpecIndex.of(root).visibleFrom(context.container, wanted);
    const describe = (nodes: readonly Named[] = []) => {
      const node = nodes.find(({ $type }) => reflection.isSubtype($type, wanted));
      return node && this.#services.workspace.AstNodeDescriptionProvider.createDescription(node, node.name);
    };
    return {
      getElement: (name) => describe(visible.get(name)),
      getElements: (name) => stream([describe(visible.get(name))]).nonNullable(),
      getAllElements: () => stream(visible.values()).map(describe).nonNullable(),
    };
  }
}
