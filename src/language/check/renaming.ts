import type { Named, SpecIndex } from '../spec-index.ts';
import { Uses } from '../uses.ts';
import type { Edit } from './check.ts';
import { replace } from './spans.ts';

/** Renames something where it is declared and wherever it is meant. */
export function rename(node: Named, name: string, index: SpecIndex): Edit[] {
  const uses = Uses.of(index);
  const references = uses.referencesTo(node).flatMap(({ $refNode }): Edit[] => {
    return $refNode ? [{ offset: $refNode.offset, end: $refNode.end, text: name }] : [];
  });
  const texts = uses.textsMeaning(node).map((use) => replace({ node: use.node, property: use.property }, name));
  return [replace({ node, property: 'name' }, name), ...references, ...texts];
}

/** `name-2`, `name-3`, …: the first that is not taken. */
export function freeName(name: string, taken: { has(name: string): boolean }, first = 2): string {
  for (let count = first; ; count++) {
    const free = `${name}-${count}`;
    if (!taken.has(free)) return free;
  }
}
