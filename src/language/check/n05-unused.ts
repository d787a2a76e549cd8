import { message } from '../../base/message.ts';
import {
  type Element,
  isAfter,
  isBridge,
  isExpect,
  isJoin,
  isNetns,
  isPublish,
  isReaches,
  isUse,
  type Spec,
} from '../generated/ast.ts';
import { nodesOf } from '../nodes.ts';
import type { SpecIndex } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { remove } from './spans.ts';

/** Elements that something names. */
function used(spec: Spec, index: SpecIndex): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  for (const node of nodesOf(spec)) {
    if (isUse(node)) found.add(node.profile?.ref);
    if (isJoin(node) || isPublish(node) || isAfter(node)) found.add(node.target?.ref);
    if (isBridge(node)) found.add(node.place?.ref);
    if (isExpect(node)) found.add(node.subject?.ref);
    if (isReaches(node)) found.add(node.target?.ref);
  }
  for (const group of index.groups) {
    found.add(group.parent?.ref);
    if (index.containersIn(group).length > 0) found.add(group);
  }
  for (const wire of index.wires) if (index.interfacesOn(wire).length > 0) found.add(wire);
  return found;
}

export const n05 = defineCheck({
  code: 'N05',
  severity: 'hint',
  title: 'Something that nothing uses',
  explanation:
    'A wire without interfaces, an empty network namespace that nothing joins, a group without a container, a profile that ' +
    'no container uses. It does no harm; perhaps something is missing.',
  on: ['Spec'],
  check(spec, { index, report, text }) {
    const inUse = used(spec, index);
    const candidates: readonly Element[] = [
      ...index.wires.filter((wire) => !isBridge(wire) || wire.body.length === 0),
      ...index.places.filter((place) => isNetns(place) && place.body.length === 0),
      ...index.groups,
      ...index.profiles,
    ];
    for (const node of candidates) {
      if (inUse.has(node) || node.name === undefined) continue;
      report(
        { node, property: 'name' },
        {
          message: message('Nothing uses {0}.', node.name),
          unnecessary: true,
          fixes: [{ title: message('Remove it'), edits: [remove(node, text)] }],
        },
      );
    }
  },
});
