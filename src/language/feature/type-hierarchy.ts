import { type AstNode, AstUtils } from 'langium';
import { AbstractTypeHierarchyProvider } from 'langium/lsp';
import type { TypeHierarchyItem } from 'vscode-languageserver-protocol';
import { isCgroup, isContainer, isProfile, isUse } from '../generated/ast.ts';
import { groupOf, type Named, SpecIndex } from '../spec-index.ts';
import { SYMBOL_KINDS } from './symbols.ts';

/** The tree of groups with their containers; profiles and who uses them. */
export class CspecTypeHierarchyProvider extends AbstractTypeHierarchyProvider {
  protected override getTypeHierarchyItems(node: AstNode, document: ReturnType<typeof AstUtils.getDocument>) {
    return isCgroup(node) || isContainer(node) || isProfile(node)
      ? super.getTypeHierarchyItems(node, document)
      : undefined;
  }

  protected override getTypeHierarchyItem(node: AstNode): Partial<TypeHierarchyItem> {
    return { kind: SYMBOL_KINDS[(node as Named).$type], detail: node.$type.toLowerCase() };
  }

  protected override getSupertypes(node: AstNode): TypeHierarchyItem[] {
    if (isCgroup(node)) return this.#items([node.parent?.ref]);
    if (isProfile(node)) return this.#items(node.body.filter(isUse).map(({ profile }) => profile?.ref));
    if (!isContainer(node)) return [];
    return this.#items([groupOf(node), ...node.body.filter(isUse).map(({ profile }) => profile?.ref)]);
  }

  protected override getSubtypes(node: AstNode): TypeHierarchyItem[] {
    const index = SpecIndex.of(node);
    if (isCgroup(node)) return this.#items([...index.childrenOf(node), ...index.containersIn(node)]);
    if (!isProfile(node)) return [];
    const users = [...index.profiles, ...index.containers];
    return this.#items(users.filter(({ body }) => body.some((each) => isUse(each) && each.profile?.ref === node)));
  }

  #items(nodes: readonly (AstNode | undefined)[]): TypeHierarchyItem[] {
    return nodes.flatMap((node) => (node && this.getTypeHierarchyItems(node, AstUtils.getDocument(node))) ?? []);
  }
}
