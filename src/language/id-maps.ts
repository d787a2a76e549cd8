import { type IdRange, parseId } from '../model/spec/id-map.ts';
import { type Container, type IdMap, isIdMap, type Profile } from './generated/ast.ts';
import { statementsOf } from './spec-index.ts';

/** A `map` statement with numbers that are numbers. */
export interface IdMapping {
  readonly node: IdMap;
  readonly inside: IdRange;
  readonly outside: IdRange;
}

/** What a container maps of user ids or group ids, in order; lines that say no numbers are left out. */
export function idMappings(container: Container | Profile, kind: 'uids' | 'gids'): readonly IdMapping[] {
  return statementsOf(container).flatMap((node) =>
    isIdMap(node) && (node.kind === kind || node.kind === 'ids') ? (mappingOf(node) ?? []) : [],
  );
}

function mappingOf(node: IdMap): IdMapping | undefined {
  const [inside, outside, count] = [node.inside, node.outside, node.count].map((text) => parseId(text ?? ''));
  if (inside === undefined || outside === undefined || !count) return undefined;
  return { node, inside: { first: inside, count }, outside: { first: outside, count } };
}
