import { message } from '../../base/message.ts';
import { addKind, namespacesOf, ownKinds } from '../container-namespaces.ts';
import { isIdMap } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { addStatement } from './spans.ts';

/** Where the ranges of useradd(8) begin, and how long they are. */
const USUAL = 'map ids 0 to host 100000 count 65536';

export const c08 = defineCheck({
  code: 'C08',
  severity: 'error',
  title: 'A user namespace without a map, or a map without one',
  explanation:
    'In a user namespace without a map every id is 65534, nobody, and set-user-ID and files cannot be used ' +
    '(user_namespaces(7)). A map without a user namespace of its own has nothing to be written to.',
  on: ['Container'],
  check(container, { report, text }) {
    const map = statementsOf(container).find(isIdMap);
    const list = namespacesOf(container);
    const user = ownKinds(container).has('user');
    if (user && list && !map) {
      report(
        { node: list, property: 'kinds', index: list.kinds.indexOf('user') },
        {
          message: message('All ids in it are nobody: nothing is mapped.'),
          fixes: [{ title: message('Add {0}', USUAL), edits: [addStatement(container, USUAL, text)], preferred: true }],
        },
      );
    }
    if (map && !user) {
      report(
        { node: map },
        {
          message: message('Only a user namespace of its own has a map.'),
          fixes: [
            {
              title: message('Add the namespace {0}', 'user'),
              edits: [addKind(container, 'user', text)],
              preferred: true,
            },
          ],
        },
      );
    }
  },
});
