import { message } from '../../base/message.ts';
import { ownKinds } from '../container-namespaces.ts';
import { isJoin } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';

export const c02 = defineCheck({
  code: 'C02',
  severity: 'error',
  title: 'A namespace of its own and a joined one of the same kind',
  explanation:
    'A process is in one namespace of each kind. A container gets a new one (`namespaces`) or enters that of another ' +
    '(`join`), never both, and joins one of each kind at the most. Remove one of the two.',
  on: ['Container', 'Namespaces'],
  check(node, { report }) {
    if (node.$type === 'Namespaces') {
      for (const [index, kind] of (node.kinds ?? []).entries()) {
        if (node.kinds.indexOf(kind) === index) continue;
        report({ node, property: 'kinds', index }, { message: message('{0} is in the list already.', kind) });
      }
      return;
    }
    const taken = new Set(ownKinds(node));
    for (const join of statementsOf(node).filter(isJoin)) {
      if (join.kind === undefined) continue;
      if (taken.has(join.kind)) {
        report({ node: join }, { message: message('{0} has another {1} namespace already.', node.name, join.kind) });
      }
      taken.add(join.kind);
    }
  },
});
