import { message } from '../../base/message.ts';
import { coveredBy } from '../../model/spec/id-map.ts';
import { type IdMapping, idMappings } from '../id-maps.ts';
import { type CheckContext, defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** Ids below are of the system, those up to `LAST_USER` of people (login.defs(5)). */
const FIRST_USER = 1000;
const LAST_USER = 60000;

function useFirstRange({ node, outside }: IdMapping, { facts }: CheckContext): Fix[] {
  const [first] = facts?.subuids ?? [];
  if (!first) return [];
  const at = [replace({ node, property: 'outside' }, String(first.first))];
  const shorter = outside.count > first.count ? [replace({ node, property: 'count' }, String(first.count))] : [];
  return [
    {
      title: message('Use the range {0}', `${first.first}:${first.count}`),
      edits: [...at, ...shorter],
      preferred: true,
    },
  ];
}

export const c10 = defineCheck({
  code: 'C10',
  severity: 'warning',
  title: 'Ids of the host that are not for containers',
  explanation:
    'Ids outside should be nobody else’s: those below 1000 are of the system, those from 1000 to 60000 of people, who then own the files of ' +
    'the container, and the other way round. Without root only the ranges of `/etc/subuid` and `/etc/subgid` (subuid(5)) and the own id may be used.',
  on: ['Container'],
  check(container, context) {
    const { facts, report } = context;
    for (const mapping of new Set([...idMappings(container, 'uids'), ...idMappings(container, 'gids')])) {
      const { node, outside } = mapping;
      const at = { node, property: 'outside' };
      if (facts?.rootless && facts.subuids && !coveredBy(outside, facts.subuids) && outside.count > 1) {
        report(at, {
          message: message('These ids are not in /etc/subuid: without root they cannot be used.'),
          fixes: useFirstRange(mapping, context),
        });
      } else if (outside.count > 1 && outside.first <= LAST_USER) {
        report(at, {
          message:
            outside.first < FIRST_USER
              ? message('These are ids of the system of the host.')
              : message('These are ids of people on the host.'),
          fixes: facts?.subuids ? useFirstRange(mapping, context) : [usual(mapping)],
        });
      }
    }
  },
});

/** Where the ranges of useradd(8) begin. */
function usual({ node }: IdMapping): Fix {
  return {
    title: message('Use {0}', '100000'),
    edits: [replace({ node, property: 'outside' }, '100000')],
    preferred: true,
  };
}
