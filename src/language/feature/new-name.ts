import type { Grammar, Lexer } from 'langium';
import { type Message, message } from '../../base/message.ts';
import { MAX_INTERFACE_NAME } from '../../model/spec/derived-name.ts';
import { reservedInterfaceName } from '../check/i02-reserved-interface-name.ts';
import { isCgroupFile, LONGEST } from '../check/n04-unusable-name.ts';
import {
  type Bridge,
  type Interface,
  isBridge,
  isCgroup,
  isContainer,
  isInterface,
  isNetns,
  type Link,
} from '../generated/ast.ts';
import { softKeywords } from '../keywords.ts';
import { interfacesOf, type Named, SpecIndex } from '../spec-index.ts';
import { stackName, Wiring } from '../wiring.ts';

/** The terminals of names. */
const NAMES: readonly string[] = ['ID', 'DOTTED'];

/** Why a text is no name in this language; undefined: it is one. */
export function wordFault(text: string, lexer: Lexer, grammar: Grammar): Message | undefined {
  const { tokens, hidden, errors } = lexer.tokenize(text);
  const [token] = tokens;
  if (!token || tokens.length + hidden.length + errors.length > 1 || token.image !== text || !/^[A-Za-z_]/.test(text)) {
    return message('A name begins with a letter and has letters, digits, _, - and dots between them.');
  }
  if (text === 'host') return message('host is the host itself: nothing else can have this name.');
  if (NAMES.includes(token.tokenType.name) || softKeywords(grammar).includes(text)) return undefined;
  return message('{0} is a word of the language and cannot be a name.', text);
}

/** Why something of a file cannot get another name, which is a word of the language; undefined: it can. */
export function nameFault(node: Named, name: string): Message | undefined {
  return kernelFault(node, name) ?? (isInterface(node) ? undefined : elementClash(node, name)) ?? linkClash(node, name);
}

/** What the kernel would refuse. */
function kernelFault(node: Named, name: string): Message | undefined {
  if (isInterface(node) || isBridge(node)) return interfaceNameFault(name);
  if (!isNetns(node) && !isContainer(node) && !isCgroup(node)) return undefined;
  if (name.length > LONGEST) return message('The name is longer than {0} bytes.', LONGEST);
  return !isNetns(node) && isCgroupFile(name) ? message('{0} is the name of a file of cgroups.', name) : undefined;
}

function interfaceNameFault(name: string): Message | undefined {
  return name.length > MAX_INTERFACE_NAME
    ? message('An interface can have a name of {0} bytes; {1} has {2}.', MAX_INTERFACE_NAME, name, name.length)
    : reservedInterfaceName(name);
}

/** Why a wire cannot have its name as a bridge of the host; undefined: it can. */
export function bridgeNameFault(wire: Link): Message | undefined {
  const { host } = Wiring.of(SpecIndex.of(wire));
  const taken = host.attachments.some(({ owner }) => owner.name === wire.name);
  return (
    interfaceNameFault(wire.name) ??
    (taken ? message('{0} already has an interface {1}.', stackName(host), wire.name) : undefined)
  );
}

function elementClash(node: Named, name: string): Message | undefined {
  const other = SpecIndex.of(node)
    .byName.get(name)
    ?.find((each) => each !== node);
  return other && message('There is a {0} {1} already.', other.$type.toLowerCase(), name);
}

/** Interfaces and bridges have names of their own in each network namespace that they stand in. */
function linkClash(node: Named, name: string): Message | undefined {
  if (!isInterface(node) && !isBridge(node)) return undefined;
  const stack = Wiring.of(SpecIndex.of(node)).stacks.find(({ attachments }) => {
    const owners = new Set<Interface | Bridge>(attachments.map(({ owner }) => owner));
    return owners.has(node) && [...owners].some((owner) => owner !== node && owner.name === name);
  });
  if (stack) return message('{0} already has an interface {1}.', stackName(stack), name);
  if (!isInterface(node)) return undefined;
  const { $container } = node;
  const taken = interfacesOf($container).some((other) => other !== node && other.name === name);
  return taken ? message('{0} already has an interface {1}.', $container.name, name) : undefined;
}
