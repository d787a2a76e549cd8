import { type AstNode, AstUtils, type Reference } from 'langium';
import { isBridge, isInterface, isIpvlan, isMacvlan, isNat, isPort, isRoute, isVlan } from './generated/ast.ts';
import { nodesOf } from './nodes.ts';
import type { Named, SpecIndex } from './spec-index.ts';
import { type Stack, Wiring } from './wiring.ts';

/** A name as plain text: of a link that the file may tell or not (`nat … via`, `port`, `parent`). */
interface TextUse {
  readonly node: AstNode;
  readonly property: 'dev' | 'parent';
  readonly name: string;
}

/** Where the names of a file are used: by references, and as text. Made once for each parse. */
export class Uses {
  static readonly #known = new WeakMap<SpecIndex, Uses>();

  readonly #references = new Map<AstNode, Reference[]>();
  readonly #texts = new Map<string, TextUse[]>();
  readonly #index: SpecIndex;

  static of(index: SpecIndex): Uses {
    let uses = Uses.#known.get(index);
    if (!uses) {
      uses = new Uses(index);
      Uses.#known.set(index, uses);
    }
    return uses;
  }

  private constructor(index: SpecIndex) {
    this.#index = index;
    for (const reference of AstUtils.getDocument(index.spec).references) {
      if (!('ref' in reference) || !reference.ref) continue;
      push(this.#references, reference.ref, reference);
    }
    for (const node of nodesOf(index.spec)) {
      const use = textUse(node);
      if (use) push(this.#texts, use.name, use);
    }
  }

  referencesTo(node: AstNode): readonly Reference[] {
    return this.#references.get(node) ?? [];
  }

  /** Places where a link of this name may be meant by text. */
  textsOf(name: string): readonly TextUse[] {
    return this.#texts.get(name) ?? [];
  }

  /** Places where this link is meant by text: in the network namespace it stands in; on the host also as a parent. */
  textsMeaning(node: Named): readonly TextUse[] {
    if (!isInterface(node) && !isBridge(node)) return [];
    const uses = this.textsOf(node.name);
    if (uses.length === 0) return [];
    const stacks = Wiring.of(this.#index).stacks.filter((stack) =>
      stack.attachments.some(({ owner }) => owner === node),
    );
    return uses.filter((use) => use.node.$container === node.$container || stacks.some((stack) => isIn(use, stack)));
  }

  /** The link of the file that a name means which stands as text; undefined: none, as for a device of the host. */
  linkMeant(node: AstNode): Named | undefined {
    const use = textUse(node);
    if (!use) return undefined;
    const links = nodesOf(this.#index.spec).filter((link) => isInterface(link) || isBridge(link));
    return links.find(
      (link) => link.name === use.name && this.textsMeaning(link).some((meaning) => meaning.node === node),
    );
  }
}

/** Whether a name that stands as text is one of the links of a network namespace. */
function isIn({ node, property }: TextUse, stack: Stack): boolean {
  if (property === 'parent') return stack.isHost;
  if (isPort(node)) return stack.attachments.some(({ owner }) => owner === node.$container);
  return stack.statements.some((statement) => statement === node);
}

function textUse(node: AstNode): TextUse | undefined {
  if (isMacvlan(node) || isIpvlan(node) || isVlan(node)) {
    return node.parent === undefined ? undefined : { node, property: 'parent', name: node.parent };
  }
  if (isNat(node) || isPort(node))
    return node.dev === undefined ? undefined : { node, property: 'dev', name: node.dev };
  // A bridge is a link too, but no interface statement: the reference has no target.
  if (isRoute(node) && node.dev && !node.dev.ref) return { node, property: 'dev', name: node.dev.$refText };
  return undefined;
}

function push<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
