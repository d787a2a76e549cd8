import { message } from '../../base/message.ts';
import { isNamespaceKind, ownKinds } from '../container-namespaces.ts';
import { isContainer, isJoin, isNetns } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';

export const c25 = defineCheck({
  code: 'C25',
  severity: 'error',
  title: 'A namespace to join that is not there',
  explanation:
    'A network namespace has a net namespace and nothing else; a container has those of its list. Join one that the target has ' +
    'of its own: what it has joined itself is joined at its owner.',
  on: ['Container'],
  check(container, { report }) {
    for (const node of statementsOf(container).filter(isJoin)) {
      const target = node.target?.ref;
      const { kind } = node;
      if (!target || kind === undefined || !isNamespaceKind(kind)) continue;
      if (isNetns(target) && kind !== 'net') {
        report({ node, property: 'kind' }, { message: message('A netns has no {0} namespace.', kind) });
      }
      if (!isContainer(target) || ownKinds(target).has(kind)) continue;
      report(
        { node, property: 'target' },
        { message: message('{0} has no {1} namespace of its own.', target.name, kind) },
      );
    }
  },
});
