import { message } from '../../base/message.ts';
import { includes, parseId } from '../../model/spec/id-map.ts';
import { ownKinds } from '../container-namespaces.ts';
import { isUser } from '../generated/ast.ts';
import { idMappings } from '../id-maps.ts';
import { settingOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';

export const c11 = defineCheck({
  code: 'C11',
  severity: 'error',
  title: 'A user who is not in the map',
  explanation:
    'A process in a user namespace can only become a user or group that the map has: setresuid(2) fails with EINVAL for others. ' +
    '`user 1000:1000` is the user and the group inside. Make the map longer, or take ids of it.',
  on: ['Container'],
  check(container, { report }) {
    const node = settingOf(container, isUser);
    if (node?.value === undefined) return;
    const [user = '', group = user, ...more] = node.value.split(':');
    if (more.length > 0 || parseId(user) === undefined || parseId(group) === undefined) {
      report(
        { node, property: 'value' },
        { message: message('A user is written as 1000:1000, user and group by number.') },
      );
      return;
    }
    if (!ownKinds(container).has('user')) return;
    for (const [kind, id] of [
      ['uids', Number(user)],
      ['gids', Number(group)],
    ] as const) {
      const mappings = idMappings(container, kind);
      if (mappings.length === 0 || mappings.some(({ inside }) => includes(inside, id))) continue;
      report(
        { node, property: 'value' },
        {
          message:
            kind === 'uids'
              ? message('The user {0} is not in the map.', id)
              : message('The group {0} is not in the map.', id),
          related: mappings
            .slice(0, 1)
            .map((each) => ({ at: { node: each.node }, message: message('This is the map.') })),
        },
      );
      return;
    }
  },
});
