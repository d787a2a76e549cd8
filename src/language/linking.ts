import {
  type AstNode,
  AstUtils,
  CstUtils,
  DefaultLinker,
  type DefaultReference,
  DefaultReferences,
  type FindReferencesOptions,
  interruptAndCheck,
  type LangiumCoreServices,
  type LangiumDocument,
  type ReferenceDescription,
  type ReferenceInfo,
  type Stream,
  stream,
} from 'langium';
import { CancellationToken } from 'vscode-languageserver-protocol';
import { nodesOf } from './nodes.ts';
import { targetOf } from './scope.ts';

/** After so many nodes a newer edit may cancel the work. */
const NODES_PER_TURN = 2000;

/** Links the references of a file to its nodes directly: no description is made of what stands in the same file. */
export class CspecLinker extends DefaultLinker {
  readonly #properties = new Map<string, readonly string[]>();

  override async link(document: LangiumDocument, token: CancellationToken = CancellationToken.None): Promise<void> {
    for (const [count, node] of nodesOf(document.parseResult.value).entries()) {
      if (count % NODES_PER_TURN === 0) await interruptAndCheck(token);
      for (const property of this.#referencesIn(node.$type)) {
        const reference = (node as unknown as Record<string, DefaultReference | undefined>)[property];
        if (reference) this.doLink({ reference, container: node, property }, document);
      }
    }
  }

  protected override doLink(info: ReferenceInfo, document: LangiumDocument): void {
    const reference = info.reference as DefaultReference;
    if (reference._ref !== undefined) return;
    reference._ref = targetOf(info, this.reflection) ?? this.createLinkingError(info);
    document.references.push(reference);
  }

  /** Properties of a type of nodes that are references. */
  #referencesIn(type: string): readonly string[] {
    let names = this.#properties.get(type);
    if (!names) {
      const { properties } = this.reflection.getTypeMetaData(type);
      names = Object.values(properties).flatMap(({ name, referenceType }) => (referenceType ? [name] : []));
      this.#properties.set(type, names);
    }
    return names;
  }
}

/** No reference leaves its file, so there is nothing for an index over files. */
export class NoReferenceDescriptions {
  createDescriptions(): Promise<ReferenceDescription[]> {
    return Promise.resolve([]);
  }
}

/** Finds references among those that were linked in the file. */
export class CspecReferences extends DefaultReferences {
  readonly #services: LangiumCoreServices;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.#services = services;
  }

  override findReferences(target: AstNode, options: FindReferencesOptions): Stream<ReferenceDescription> {
    const own = options.includeDeclaration === true ? this.getSelfReferences(target) : [];
    return stream([...own, ...this.#referencesTo(target)]);
  }

  #referencesTo(target: AstNode): ReferenceDescription[] {
    const document = AstUtils.getDocument(target);
    const { AstNodeLocator } = this.#services.workspace;
    const common = {
      sourceUri: document.uri,
      targetUri: document.uri,
      targetPath: AstNodeLocator.getAstNodePath(target),
      local: true,
    };
    return document.references.flatMap((reference) => {
      const node = reference.$refNode;
      if (!node || !('ref' in reference) || reference.ref !== target) return [];
      const sourcePath = AstNodeLocator.getAstNodePath(node.astNode);
      return [{ ...common, sourcePath, segment: CstUtils.toDocumentSegment(node) }];
    });
  }
}
