import { type AstNode, GrammarUtils, type LeafCstNode } from 'langium';
import { message } from '../../../base/message.ts';
import { formatSubnet, overlap } from '../../../model/spec/address.ts';
import { CAPABILITIES, capability, DEFAULT_CAPABILITIES } from '../../../model/spec/capability.ts';
import { mountKind, usualTarget } from '../../../model/spec/mount-kind.ts';
import { NAMESPACE_DOCS } from '../../../model/spec/namespace-docs.ts';
import { RLIMITS } from '../../../model/spec/rlimit.ts';
import { SYSCTLS, sysctlNamespace } from '../../../model/spec/sysctl.ts';
import { isNamespaceKind } from '../../container-namespaces.ts';
import { isAddress, isInterface, isKnob } from '../../generated/ast.ts';
import { nextHopsOf, Routing } from '../../routing.ts';
import { addressesOf, SpecIndex } from '../../spec-index.ts';
import { subnetsOn } from '../../wire-subnets.ts';
import { parseSubnet, stackName, Wiring } from '../../wiring.ts';
import { settingLines } from './settings.ts';
import { code, codes, factList, type Render } from './text.ts';

type Tell = (text: string, render: Render, node: AstNode) => string[];

/** What a value is, by rule and name of the grammar. */
const VALUES: Readonly<Record<string, Tell>> = {
  'Capabilities.caps': (text, render) => {
    const known = capability(text);
    return known ? [code(known.name), render(message('Lets a process {0}.', known.doc))] : [];
  },
  'Capabilities.keyword': (text, render) => capabilitySet(text, render),
  'Gateway.value': (text, render, node) => hop(text, render, node),
  'Join.kind': (text) => namespace(text),
  'Mount.kind': (text, render) => mount(text, render),
  'Namespaces.kinds': (text) => namespace(text),
  'Nat.source': (text, render, node) => network(text, render, node),
  'Rlimit.kind': (text, render) => rlimit(text, render),
  'Route.dest': (text, render, node) => network(text, render, node),
  'Route.via': (text, render, node) => hop(text, render, node),
  'Sysctl.key': (text, render) => sysctl(text, render),
};

/** What is to be known of a word that is no name. */
export function valueLines(leaf: LeafCstNode, render: Render): string[] {
  const { astNode: node, text } = leaf;
  if (isKnob(node)) return settingLines(node, render);
  if (isKnob(node.$container)) return settingLines(node.$container, render);
  if (isAddress(node) && node.value === text) return address(node, render);
  const property = GrammarUtils.findAssignment(leaf)?.feature;
  return VALUES[`${node.$type}.${property}`]?.(text, render, node) ?? [];
}

function address(node: AstNode, render: Render): string[] {
  const owner = node.$container as Parameters<typeof addressesOf>[0];
  const use = addressesOf(owner).find((each) => each.node === node);
  if (!use?.subnet) return [];
  return [code(use.node.value), render(message('In the network {0}.', formatSubnet(use.subnet)))];
}

/** Who a next hop is. */
function hop(text: string, render: Render, node: AstNode): string[] {
  const place = isInterface(node.$container) ? node.$container.$container : node.$container;
  const index = SpecIndex.of(node);
  const stack = index.places.find((each) => each === place);
  const routing = Routing.of(index);
  const next = stack && nextHopsOf(routing.wiring.stackOf(stack)).find((each) => each.node === node);
  const holder = next && routing.holderOf(next);
  return holder ? [code(text), render(message('An address of {0}.', code(stackName(holder))))] : [];
}

/** The wires that are in a network. */
function network(text: string, render: Render, node: AstNode): string[] {
  const subnet = parseSubnet(text);
  if (!subnet) return [];
  const wires = Wiring.of(SpecIndex.of(node)).segments.filter((segment) =>
    subnetsOn(segment, subnet.family).some((own) => overlap(own, subnet)),
  );
  const names = new Set(wires.flatMap(({ wire }) => wire?.name ?? []));
  return [code(formatSubnet(subnet)), ...factList([[render(message('Wires')), codes([...names].slice(0, 20))]])];
}

function namespace(text: string): string[] {
  return isNamespaceKind(text) ? [code(text), `${NAMESPACE_DOCS[text]} (${text}_namespaces(7))`] : [];
}

function capabilitySet(text: string, render: Render): string[] {
  if (text === 'default') return [code(text), codes(DEFAULT_CAPABILITIES)];
  if (text === 'all') return [code(text), render(message('All {0} capabilities.', CAPABILITIES.length))];
  return text === 'none' ? [code(text), render(message('No capability at all.'))] : [];
}

function mount(text: string, render: Render): string[] {
  const kind = mountKind(text);
  if (!kind) return [];
  const target = usualTarget(text);
  return [
    code(text),
    kind.doc,
    ...factList([
      [render(message('At')), target && code(target)],
      [render(message('Options')), codes(kind.options)],
    ]),
  ];
}

function rlimit(text: string, render: Render): string[] {
  const known = RLIMITS.find(({ name }) => name === text);
  return known ? [code(text), known.doc, ...factList([[render(message('Unit')), known.unit && code(known.unit)]])] : [];
}

function sysctl(text: string, render: Render): string[] {
  const kind = sysctlNamespace(text);
  const known = SYSCTLS.find(({ name }) => name === text);
  if (kind === undefined && !known) return [];
  return [
    code(text),
    ...(known ? [known.doc] : []),
    ...(kind === undefined ? [] : [render(message('Each {0} namespace has its own.', kind))]),
  ];
}
