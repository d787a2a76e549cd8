import { message } from '../../base/message.ts';
import { addKind, namespacesOf, ownKinds } from '../container-namespaces.ts';
import { type IdMap, isIdMap } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { addStatement, replace } from './spans.ts';

/** Where the ranges of useradd(8) begin, and how long they are. */
const USUAL = 'map ids 0 to host 100000 count 65536';

/** Users are mapped and no groups, or groups and no users. */
function checkBoth(maps: readonly IdMap[], report: CheckContext['report']): void {
  const [first] = maps;
  const kinds = new Set(maps.map(({ kind }) => kind));
  if (!first || kinds.size !== 1 || (first.kind !== 'uids' && first.kind !== 'gids')) return;
  report(
    { node: first, property: 'kind' },
    {
      severity: 'warning',
      message:
        first.kind === 'uids'
          ? message('All groups in it are nobody: only users are mapped.')
          : message('All users in it are nobody: only groups are mapped.'),
      fixes: [
        {
          title: message('Map both: {0}', 'ids'),
          edits: maps.map((node) => replace({ node, property: 'kind' }, 'ids')),
          preferred: true,
        },
      ],
    },
  );
}

export const c08 = defineCheck({
  code: 'C08',
  severity: 'error',
  title: 'A user namespace without a map, or a map without one',
  explanation:
    'In a user namespace without a map every id is 65534, nobody, and set-user-ID and files cannot be used ' +
    '(user_namespaces(7)); with `map uids` alone that holds for the groups. A map without a user namespace of its own has nothing to be written to.',
  on: ['Container'],
  check(container, { report, text }) {
    const maps = statementsOf(container).filter(isIdMap);
    const [map] = maps;
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
    checkBoth(maps, report);
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
