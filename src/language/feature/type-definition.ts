import { type AstNode, CstUtils, GrammarUtils, type LangiumDocument } from 'langium';
import type { LangiumServices, TypeDefinitionProvider } from 'langium/lsp';
import type { LocationLink, TypeDefinitionParams } from 'vscode-languageserver-protocol';
import { isCgroup, isContainer, isInterface } from '../generated/ast.ts';
import { groupOf, type Named } from '../spec-index.ts';

/** What something is of: the wire of an interface, the group of a container or group; of others they themselves. */
export class CspecTypeDefinitionProvider implements TypeDefinitionProvider {
  readonly #services: LangiumServices;

  constructor(services: LangiumServices) {
    this.#services = services;
  }

  getTypeDefinition(document: LangiumDocument, { position }: TypeDefinitionParams): LocationLink[] | undefined {
    const root = document.parseResult.value.$cstNode;
    const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, document.textDocument.offsetAt(position));
    const named = leaf && this.#services.references.References.findDeclarations(leaf)[0];
    const target = named && typeOf(named as Named);
    const name = target && GrammarUtils.findNodeForProperty(target.$cstNode, 'name');
    if (!leaf || !target?.$cstNode || !name) return undefined;
    return [
      {
        originSelectionRange: leaf.range,
        targetUri: document.uri.toString(),
        targetRange: target.$cstNode.range,
        targetSelectionRange: name.range,
      },
    ];
  }
}

function typeOf(node: Named): AstNode | undefined {
  if (isInterface(node)) return node.wire?.ref ?? node;
  if (isContainer(node)) return groupOf(node) ?? node;
  return isCgroup(node) ? (node.parent?.ref ?? node) : node;
}
