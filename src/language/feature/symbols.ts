import { type AstNode, GrammarUtils, type LangiumDocument } from 'langium';
import type { DocumentSymbolProvider } from 'langium/lsp';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-protocol';
import {
  type Element,
  type Interface,
  isAddress,
  isCommand,
  isInterface,
  isKnob,
  isLimits,
  type Knob,
  type Limits,
  type Spec,
} from '../generated/ast.ts';
import { valueText } from '../knobs.ts';

/** What the outline shows of a file. */
type Shown = Element | Interface | Limits | Knob;

export const SYMBOL_KINDS: Readonly<Record<Shown['$type'], SymbolKind>> = {
  Bridge: SymbolKind.Object,
  Cgroup: SymbolKind.Struct,
  Container: SymbolKind.Class,
  Host: SymbolKind.Namespace,
  Interface: SymbolKind.Interface,
  Ipvlan: SymbolKind.Object,
  Knob: SymbolKind.Property,
  Limits: SymbolKind.Struct,
  Macvlan: SymbolKind.Object,
  Netns: SymbolKind.Namespace,
  Profile: SymbolKind.Module,
  Veth: SymbolKind.Object,
  Vlan: SymbolKind.Object,
  Vxlan: SymbolKind.Object,
};

/** The outline: elements, in them interfaces and settings. */
export class CspecSymbolProvider implements DocumentSymbolProvider {
  getSymbols({ parseResult }: LangiumDocument): DocumentSymbol[] {
    return (parseResult.value as Spec).elements.flatMap(symbolOf);
  }
}

function symbolOf(node: Shown): DocumentSymbol[] {
  const name = nameOf(node);
  const range = node.$cstNode?.range;
  if (!name || !range) return [];
  const named = GrammarUtils.findNodeForProperty(node.$cstNode, isKnob(node) ? 'key' : 'name');
  const detail = detailOf(node);
  return [
    {
      name,
      kind: SYMBOL_KINDS[node.$type],
      range,
      selectionRange: named?.range ?? { start: range.start, end: range.start },
      ...(detail !== '' && { detail }),
      children: childrenOf(node).flatMap(symbolOf),
    },
  ];
}

function nameOf(node: Shown): string | undefined {
  if (isKnob(node)) return node.key;
  return isLimits(node) ? 'limits' : node.name;
}

function childrenOf(node: Shown): Shown[] {
  if ('knobs' in node) return node.knobs;
  if (!('body' in node)) return [];
  const body: readonly AstNode[] = node.body;
  return body.filter((each): each is Interface | Limits => isInterface(each) || isLimits(each));
}

/** `on br0 10.0.0.2/24`, `veth`, `= 10M`. */
function detailOf(node: Shown): string {
  if (isKnob(node)) return `= ${valueText(node)}`;
  if (isLimits(node)) return '';
  const body: readonly AstNode[] = 'body' in node ? node.body : [];
  const addresses = body.filter(isAddress).map(({ value }) => value);
  if (isInterface(node)) return [node.wire && `on ${node.wire.$refText}`, ...addresses].filter(Boolean).join(' ');
  const command = body.findLast(isCommand)?.args.join(' ').slice(0, 60);
  const parent = node.$type === 'Cgroup' && node.parent ? `in ${node.parent.$refText}` : undefined;
  return [node.$type.toLowerCase(), parent, command, ...addresses].filter(Boolean).join(' ');
}
