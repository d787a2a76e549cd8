import { message } from '../../base/message.ts';
import { ID_MAP_KINDS, LAST_ID, MAX_ID_MAP_LINES, overlaps, parseId } from '../../model/spec/id-map.ts';
import { type Container, type IdMap, isIdMap } from '../generated/ast.ts';
import { type IdMapping, idMappings } from '../id-maps.ts';
import { statementsOf } from '../spec-index.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

function checkWords(node: IdMap, { report }: CheckContext): void {
  const { kind } = node;
  if (kind !== undefined && !(ID_MAP_KINDS as readonly string[]).includes(kind)) {
    const near = nearest(kind, ID_MAP_KINDS) ?? 'ids';
    const at = { node, property: 'kind' };
    report(at, {
      message: message('A map is of ids, uids or gids.'),
      fixes: [{ title: message('Use {0}', near), edits: [replace(at, near)] }],
    });
  }
  for (const property of ['inside', 'outside', 'count'] as const) {
    const text = node[property];
    if (text === undefined || (parseId(text) !== undefined && !(property === 'count' && Number(text) === 0))) continue;
    report({ node, property }, { message: message('{0} is no number of ids.', text) });
  }
}

function checkRange({ node, inside, outside }: IdMapping, { report }: CheckContext): void {
  const end = Math.max(inside.first, outside.first) + inside.count - 1;
  if (end <= LAST_ID) return;
  const room = String(LAST_ID - Math.max(inside.first, outside.first) + 1);
  const at = { node, property: 'count' };
  report(at, {
    message: message('The last id is {0}.', LAST_ID),
    fixes: [{ title: message('Use {0}', room), edits: [replace(at, room)] }],
  });
}

/** The first mapping before one that has an id of it already. */
function checkOverlap(mappings: readonly IdMapping[], { report }: CheckContext): void {
  for (const [at, mapping] of mappings.entries()) {
    for (const side of ['inside', 'outside'] as const) {
      const other = mappings.slice(0, at).find((each) => overlaps(each[side], mapping[side]));
      if (!other) continue;
      report(
        { node: mapping.node, property: side },
        {
          message:
            side === 'inside'
              ? message('An id inside has two ids outside then.')
              : message('Two ids inside are one outside then.'),
          related: [{ at: { node: other.node }, message: message('This line has it too.') }],
        },
      );
    }
  }
}

function checkLines(container: Container, mappings: readonly IdMapping[], { report }: CheckContext): void {
  const [first] = mappings;
  const extra = mappings[MAX_ID_MAP_LINES];
  if (extra) {
    report({ node: extra.node }, { message: message('The kernel takes {0} lines and no more.', MAX_ID_MAP_LINES) });
  }
  if (first && !mappings.some(({ inside }) => inside.first === 0)) {
    report(
      { node: first.node, property: 'inside' },
      { severity: 'warning', message: message('{0} has no root: the id 0 is not mapped.', container.name) },
    );
  }
}

export const c09 = defineCheck({
  code: 'C09',
  severity: 'error',
  title: 'A map of ids that the kernel refuses',
  explanation:
    'A map of a user namespace (user_namespaces(7)) has up to 340 lines, each a range of ids inside and one of the same length ' +
    'outside. Neither side may overlap with another line, and 4294967294 is the last id. Without the id 0 there is no root inside, ' +
    'and what needs one (mounts, capabilities after exec) fails.',
  on: ['Container', 'IdMap'],
  check(node, context) {
    if (node.$type === 'IdMap') return checkWords(node, context);
    if (!statementsOf(node).some(isIdMap)) return;
    const [uids, gids] = [idMappings(node, 'uids'), idMappings(node, 'gids')];
    for (const mapping of new Set([...uids, ...gids])) checkRange(mapping, context);
    for (const mappings of [uids, gids]) {
      checkOverlap(mappings.slice(0, MAX_ID_MAP_LINES), context);
      checkLines(node, mappings, context);
    }
  },
});
