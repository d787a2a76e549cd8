import { type CstNode, GrammarUtils } from 'langium';
import { NAMESPACE_KINDS, type NamespaceKind } from '../model/namespace.ts';
import type { Edit } from './check/check.ts';
import { addStatement } from './check/spans.ts';
import { type Container, isJoin, isNamespaces, type Namespaces, type Profile } from './generated/ast.ts';
import { settingOf, statementsOf } from './spec-index.ts';

export function isNamespaceKind(word: string): word is NamespaceKind {
  return (NAMESPACE_KINDS as readonly string[]).includes(word);
}

/** The statement that says which namespaces a container has of its own; its own, or that of a profile. */
export function namespacesOf(container: Container | Profile): Namespaces | undefined {
  return settingOf(container, isNamespaces);
}

/** Kinds that a container has of its own. */
export function ownKinds(container: Container | Profile): ReadonlySet<string> {
  return new Set(namespacesOf(container)?.kinds ?? []);
}

/** Kinds that are not those of the host: its own, and those that it joins. */
export function separateKinds(container: Container | Profile): ReadonlySet<string> {
  const joined = statementsOf(container).flatMap((each) => (isJoin(each) ? (each.kind ?? []) : []));
  return new Set([...ownKinds(container), ...joined]);
}

/** Gives a container another namespace of its own. */
export function addKind(container: Container | Profile, kind: NamespaceKind, text: string): Edit {
  const own = container.body.findLast(isNamespaces);
  const cst = own?.$cstNode;
  if (!own || !cst) {
    const kinds = [...ownKinds(container), kind];
    return addStatement(container, `namespaces [${kinds.join(', ')}]`, text, 'first');
  }
  const last = GrammarUtils.findNodesForProperty(cst, 'kinds').at(-1);
  const close = GrammarUtils.findNodeForKeyword(cst, ']');
  if (!close) return addToBroken(cst, last, kind);
  const comma = GrammarUtils.findNodesForKeyword(cst, ',').some(({ offset }) => offset > (last?.offset ?? 0));
  return { offset: close.offset, end: close.offset, text: last && !comma ? `, ${kind}` : kind };
}

/** To a list that does not end: where nothing else can be taken for a part of it. */
function addToBroken(cst: CstNode, last: CstNode | undefined, kind: NamespaceKind): Edit {
  const open = GrammarUtils.findNodeForKeyword(cst, '[');
  const { end } = last ?? open ?? cst;
  const text = last ? `, ${kind}` : open ? kind : ` [${kind}]`;
  return { offset: end, end, text };
}
