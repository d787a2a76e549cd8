import { type AstNode, GrammarUtils, type LangiumDocument } from 'langium';
import type { DocumentSymbolProvider } from 'langium/lsp';
import { type DocumentSymbol, type Range, SymbolKind } from 'vscode-languageserver-protocol';
import {
  type Element,
  type Expect,
  type Interface,
  isAddress,
  isCommand,
  isExpect,
  isInterface,
  isKnob,
  isLimits,
  type Knob,
  type Limits,
  type Spec,
} from '../generated/ast.ts';
import { valueText } from '../knobs.ts';

/** What the outline shows of a file. */
type Shown = Element | Expect | Interface | Limits | Knob;

export const SYMBOL_KINDS: Readonly<Record<Shown['$type'], SymbolKind>> = {
  Bridge: SymbolKind.Object,
  Cgroup: SymbolKind.Struct,
  Container: SymbolKind.Class,
  Expect: SymbolKind.Event,
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
    const { elements, expectations } = parseResult.value as Spec;
    return [...elements, ...expectations].flatMap(symbolOf).sort((a, b) => compareStarts(a.range, b.range));
  }
}

function compareStarts({ start: a }: Range, { start: b }: Range): number {
  return a.line - b.line || a.character - b.character;
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
  if (isExpect(node)) return node.subject && node.$cstNode?.text.replace(/(?:\s|#[^\n]*)+/g, ' ');
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
  if (isLimits(node) || isExpect(node)) return '';
  const body: readonly AstNode[] = 'body' in node ? node.body : [];
  const addresses = body.filter(isAddress).map(({ value }) => value);
  if (isInterface(node)) return [node.wire && `on ${node.wire.$refText}`, ...addresses].filter(Boolean).join(' ');
  const command = body.findLast(isCommand)?.args.join(' ').slice(0, 60);
  const parent = node.$type === 'Cgroup' && node.parent ? `in ${node.parent.$refText}` : undefined;
  return [node.$type.toLowerCase(), parent, command, ...addresses].filter(Boolean).join(' ');
}
