import { type Message, message } from '../../base/message.ts';
import { type Bridge, type Interface, isProfile } from '../generated/ast.ts';
import { type HiddenEnd, hiddenEnds } from '../hidden-ends.ts';
import type { SpecIndex } from '../spec-index.ts';
import { type Stack, stackName, Wiring } from '../wiring.ts';
import { defineCheck, type Fix, type Place } from './check.ts';
import { freeName } from './renaming.ts';
import { addStatement, replace } from './spans.ts';

type Owner = Interface | Bridge | HiddenEnd;

function placeOf(owner: Owner): Place {
  if ('$type' in owner) return { node: owner, property: 'name' };
  return owner.peer ? { node: owner.peer, property: 'value' } : { node: owner.owner, property: 'name' };
}

/** The names of each stack with what has them: declared ones first. */
function declaredNames(index: SpecIndex): Map<Stack, Map<string, Owner>> {
  return new Map(
    Wiring.of(index).stacks.map((stack) => [
      stack,
      new Map<string, Owner>(stack.attachments.map(({ owner }) => [owner.name, owner])),
    ]),
  );
}

/** So long that a number behind it stays within 15 bytes. */
const MAX_STEM = 12;

function usePeer({ owner, peer }: HiddenEnd, name: string, text: string): Fix {
  if (peer) {
    const edits = [replace({ node: peer, property: 'value' }, name)];
    return { title: message('Use {0}', name), edits, preferred: true };
  }
  const statement = `peer ${name}`;
  return { title: message('Add {0}', statement), edits: [addStatement(owner, statement, text)], preferred: true };
}

function sentence({ owner, name, stack }: HiddenEnd, isShared: boolean): Message {
  if (isShared) {
    return message('Every container that uses this profile brings an interface {0} to {1}.', name, stackName(stack));
  }
  const place = stackName(stack);
  return message('The other end of {0} is named {1}: {2} already has such an interface.', owner.name, name, place);
}

export const i04 = defineCheck({
  code: 'I04',
  severity: 'error',
  title: 'Two interfaces beside a bridge have one name',
  explanation:
    'An interface on a bridge is one end of a veth pair; the other stands beside the bridge as its port. Its name is that of `peer`, ' +
    'else one that is made of the names of place and interface with a hash, at most 15 bytes. It must be free in the place of the ' +
    'bridge: the second interface of a name is refused (“File exists”). Write `peer NAME` to choose another.',
  on: ['Spec'],
  check(_spec, { index, report, text }) {
    const names = declaredNames(index);
    const told = new Set<Interface>();
    for (const end of hiddenEnds(index)) {
      const taken = names.get(end.stack) ?? new Map<string, Owner>();
      const other = taken.get(end.name);
      if (!other) taken.set(end.name, end);
      if (!other || told.has(end.owner)) continue;
      told.add(end.owner);
      const isShared = !('$type' in other) && other.owner === end.owner;
      // Of a profile: any other name would be shared as well.
      const isFixable = !isProfile(end.owner.$container);
      const free = freeName(end.name.slice(0, MAX_STEM), taken);
      if (isFixable) taken.set(free, end);
      report(placeOf(end), {
        message: sentence(end, isShared),
        ...(isFixable && { fixes: [usePeer(end, free, text)] }),
        ...(!isShared && { related: [{ at: placeOf(other), message: message('It is here too.') }] }),
      });
    }
  },
});
