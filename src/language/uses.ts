import { type AstNode, AstUtils, type Reference } from 'langium';
import { isBridge, isInterface, isIpvlan, isMacvlan, isNat, isPort, isRoute, isVlan } from './generated/ast.ts';
import { nodesOf } from './nodes.ts';
import { type Named, placeOf, type SpecIndex } from './spec-index.ts';

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

  /** Places where this link is meant by text: in the place it stands in; on the host also as a parent. */
  textsMeaning(node: Named): readonly TextUse[] {
    if (!isInterface(node) && !isBridge(node)) return [];
    const place = isInterface(node) ? placeOf(node) : this.#index.placeOfBridge(node);
    const onHost = place === undefined || place.$type === 'Host';
    return this.textsOf(node.name).filter((use) =>
      use.property === 'parent' ? onHost : use.node.$container !== undefined && use.node.$container === place,
    );
  }
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
