import type { AstNode, Reference } from 'langium';
import { AbstractSemanticTokenProvider, type SemanticTokenAcceptor } from 'langium/lsp';
import { SemanticTokenModifiers, SemanticTokenTypes } from 'vscode-languageserver-protocol';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { v1File } from '../../model/cgroup/v1-file.ts';
import { isCapabilities, isEnv, isInterface, isKnob, isNamespaces, isSysctl } from '../generated/ast.ts';
import { REFERENCES } from '../references.ts';
import type { Named } from '../spec-index.ts';

/** How names of each type of elements are coloured. */
const TYPES: Readonly<Record<Named['$type'], string>> = {
  Bridge: SemanticTokenTypes.variable,
  Cgroup: SemanticTokenTypes.struct,
  Container: SemanticTokenTypes.class,
  Host: SemanticTokenTypes.namespace,
  Interface: SemanticTokenTypes.parameter,
  Ipvlan: SemanticTokenTypes.variable,
  Macvlan: SemanticTokenTypes.variable,
  Netns: SemanticTokenTypes.namespace,
  Profile: SemanticTokenTypes.type,
  Veth: SemanticTokenTypes.variable,
  Vlan: SemanticTokenTypes.variable,
  Vxlan: SemanticTokenTypes.variable,
};

/** Colours names by what they mean: the same one where it is declared and where it is used. */
export class CspecSemanticTokenProvider extends AbstractSemanticTokenProvider {
  protected override highlightElement(node: AstNode, accept: SemanticTokenAcceptor): void {
    if (isNamed(node) && node.$type !== 'Host') {
      accept({ node, property: 'name', type: TYPES[node.$type], modifier: SemanticTokenModifiers.declaration });
    }
    const [property] = REFERENCES[node.$type] ?? [];
    if (property !== undefined) highlightReference(node, property, accept);
    if (isKnob(node) && node.key !== undefined) highlightKey(node, node.key, accept);
    if (isSysctl(node)) accept({ node, property: 'key', type: SemanticTokenTypes.property });
    if (isEnv(node)) accept({ node, property: 'key', type: SemanticTokenTypes.variable });
    if (isCapabilities(node)) accept({ node, property: 'caps', type: SemanticTokenTypes.enumMember });
    if (isNamespaces(node)) accept({ node, property: 'kinds', type: SemanticTokenTypes.enumMember });
  }
}

function isNamed(node: AstNode): node is Named {
  return node.$type in TYPES && (isInterface(node) || 'name' in node) && (node as Named).name !== undefined;
}

/** What means nothing keeps its plain colour. */
function highlightReference(node: AstNode, property: string, accept: SemanticTokenAcceptor): void {
  const reference = (node as unknown as Record<string, Reference | undefined>)[property];
  const target = reference?.ref;
  if (target && isNamed(target)) accept({ node, property, type: TYPES[target.$type] });
}

/** Names of v1 are struck through. */
function highlightKey(node: AstNode, key: string, accept: SemanticTokenAcceptor): void {
  const isOld = !interfaceFile(key) && v1File(key) !== undefined;
  accept({
    node,
    property: 'key',
    type: SemanticTokenTypes.property,
    ...(isOld && { modifier: SemanticTokenModifiers.deprecated }),
  });
}
