import type { AstNode, Reference } from 'langium';
import type { Spec } from './generated/ast.ts';
import {
  isCgroup,
  isContainer,
  isExpect,
  isHost,
  isInterface,
  isNetns,
  isProfile,
  isReaches,
} from './generated/ast.ts';
import { nodesOf } from './nodes.ts';
import { isWire, type Named, type SpecIndex } from './spec-index.ts';

/** What a reference may mean. */
export interface Wanted {
  readonly type: 'Link' | 'Place' | 'Subject' | 'Cgroup' | 'Profile' | 'Container' | 'Interface';
  /** What people call it. */
  readonly word: string;
  readonly is: (named: Named) => boolean;
}

const LINK: Wanted = { type: 'Link', word: 'wire', is: (named) => !isInterface(named) && isWire(named) };
const PLACE: Wanted = {
  type: 'Place',
  word: 'netns, container or host',
  is: (named) => isHost(named) || isNetns(named) || isContainer(named),
};
const CGROUP: Wanted = { type: 'Cgroup', word: 'cgroup', is: isCgroup };
const SUBJECT: Wanted = {
  type: 'Subject',
  word: 'netns, container, host or cgroup',
  is: (named) => PLACE.is(named) || isCgroup(named),
};
const PROFILE: Wanted = { type: 'Profile', word: 'profile', is: isProfile };
const CONTAINER: Wanted = { type: 'Container', word: 'container', is: isContainer };
const INTERFACE: Wanted = { type: 'Interface', word: 'interface', is: isInterface };

/** The references of each type of nodes, by rule. */
export const REFERENCES: Readonly<Record<string, readonly [property: string, wanted: Wanted]>> = {
  Bridge: ['place', PLACE],
  Interface: ['wire', LINK],
  Route: ['dev', INTERFACE],
  Publish: ['target', PLACE],
  Join: ['target', PLACE],
  CgroupRef: ['group', CGROUP],
  Use: ['profile', PROFILE],
  After: ['target', CONTAINER],
  Cgroup: ['parent', CGROUP],
  Expect: ['subject', SUBJECT],
  Reaches: ['target', PLACE],
};

export interface Unresolved {
  readonly node: AstNode;
  readonly property: string;
  readonly name: string;
  readonly wanted: Wanted;
  /** What is declared, by name. */
  readonly visible: ReadonlyMap<string, readonly Named[]>;
}

const KNOWN = new WeakMap<Spec, readonly Unresolved[]>();

/** References that mean nothing, in order. Found once for each parse. */
export function unresolvedReferences(spec: Spec, index: SpecIndex): readonly Unresolved[] {
  let found = KNOWN.get(spec);
  if (!found) {
    found = [...nodesOf(spec)].flatMap((node) => unresolved(node, index));
    KNOWN.set(spec, found);
  }
  return found;
}

/** The host is there also in a file that says nothing of it: an expectation may name it. */
function isUndeclaredHost(node: AstNode, { $refText }: Reference): boolean {
  return $refText === 'host' && (isExpect(node) || isReaches(node));
}

function unresolved(node: AstNode, index: SpecIndex): Unresolved[] {
  const [property, wanted] = REFERENCES[node.$type] ?? [];
  if (property === undefined || !wanted) return [];
  const reference = (node as unknown as Record<string, Reference | undefined>)[property];
  if (!reference || reference.$refText === '' || reference.ref || isUndeclaredHost(node, reference)) return [];
  return [{ node, property, name: reference.$refText, wanted, visible: index.visibleFrom(node, wanted.type) }];
}
