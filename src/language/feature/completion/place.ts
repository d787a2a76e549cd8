import type { AstNode } from 'langium';
import type { Environment } from '../../environment.ts';
import {
  type Interface,
  isContainer,
  isHost,
  isInterface,
  isNetns,
  isProfile,
  type Place,
  type Profile,
} from '../../generated/ast.ts';
import { nodesOf } from '../../nodes.ts';
import { interfacesOf, type SpecIndex } from '../../spec-index.ts';
import { type Attachment, type Stack, Wiring } from '../../wiring.ts';
import type { Cursor } from './cursor.ts';

/** What completion knows of a place in a file: the text before the cursor, and the file as it was understood. */
export interface Spot {
  readonly cursor: Cursor;
  readonly index: SpecIndex;
  readonly environment: Environment;
  readonly directory: string | undefined;
}

/** The value that the statement at the cursor has for a property. */
export function valueOf({ cursor }: Spot, property: string): string | undefined {
  return cursor.words.find((word) => word.property === property)?.text;
}

/** All values of a list that are before the cursor. */
export function valuesOf({ cursor }: Spot, property: string): readonly string[] {
  return cursor.words.filter((word) => word.property === property).map(({ text }) => text);
}

/** The innermost block of the file around the cursor that a statement can be in; undefined: the file, or not understood. */
export function blockAround({ cursor, index }: Spot): AstNode | undefined {
  return nodesOf(index.spec).findLast(
    (node) =>
      ('body' in node || 'knobs' in node) &&
      node.$cstNode !== undefined &&
      node.$cstNode.offset < cursor.offset &&
      cursor.offset <= node.$cstNode.end,
  );
}

/** The netns, container, profile or host whose block the cursor is in, by its name. */
export function placeAround({ cursor, index }: Spot): Place | Profile | undefined {
  for (const { rule, head } of cursor.blocks.toReversed()) {
    if (rule === 'Host') return index.hosts[0];
    const name = head.find(({ property }) => property === `${rule}.name`)?.text;
    if (name === undefined) continue;
    const found = index.byName.get(name)?.find((each) => each.$type === rule);
    if (found && (isNetns(found) || isContainer(found) || isProfile(found) || isHost(found))) return found;
  }
  return undefined;
}

/** The network namespace around the cursor. */
export function stackAround(spot: Spot): Stack | undefined {
  const place = placeAround(spot);
  return place && !isProfile(place) ? Wiring.of(spot.index).stackOf(place) : undefined;
}

/** The interface or bridge that an address at the cursor is of. */
export function ownerAround(spot: Spot): Attachment | undefined {
  const { blocks } = spot.cursor;
  const bridge = blocks.at(-1)?.rule === 'Bridge' ? nameOf(spot, 'Bridge') : undefined;
  const wiring = Wiring.of(spot.index);
  if (bridge !== undefined) {
    return wiring.stacks.flatMap(({ attachments }) => attachments).find(({ owner }) => owner.name === bridge);
  }
  const name = nameOf(spot, 'Interface');
  return stackAround(spot)?.attachments.find(({ owner }) => isInterface(owner) && owner.name === name);
}

function nameOf({ cursor }: Spot, rule: string): string | undefined {
  const block = cursor.blocks.findLast((each) => each.rule === rule);
  return block?.head.find(({ property }) => property === `${rule}.name`)?.text;
}

export function interfacesAround(spot: Spot): readonly Interface[] {
  const place = placeAround(spot);
  return place ? interfacesOf(place) : [];
}
