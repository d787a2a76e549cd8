import { message } from '../../base/message.ts';
import { type Interface, isInterface, isNetem, type Place, type Veth } from '../generated/ast.ts';
import { interfacesOf, type SpecIndex } from '../spec-index.ts';
import { type Attachment, Wiring } from '../wiring.ts';
import { defineCheck, type Fix } from './check.ts';
import { addElement } from './new-elements.ts';
import { freeName } from './renaming.ts';
import { addStatement, remove, replace } from './spans.ts';

function toBridge(veth: Veth, text: string): Fix {
  // What netem does to a cable has no place on a bridge.
  const netem = veth.body.filter(isNetem).map((node) => remove(node, text));
  return {
    title: message('Make it a bridge'),
    edits: [replace({ node: veth, keyword: 'veth' }, 'bridge'), ...netem],
    preferred: true,
  };
}

function freeInterface(place: Place): string {
  const taken = new Set(interfacesOf(place).map(({ name }) => name));
  for (let count = 0; ; count++) if (!taken.has(`eth${count}`)) return `eth${count}`;
}

/** Where the other end probably belongs: a place without any interface, else none. */
function lonelyPlace(index: SpecIndex, { stack }: Attachment): Place | undefined {
  const wiring = Wiring.of(index);
  return index.places.find((place) => {
    const own = wiring.stackOf(place);
    return own !== stack && own.place === place && place.$type === 'Netns' && own.attachments.length === 0;
  });
}

function addEnd(veth: Veth, end: Attachment, index: SpecIndex, text: string): Fix {
  const place = lonelyPlace(index, end);
  if (place) {
    const statement = `interface ${freeInterface(place)} on ${veth.name}`;
    return {
      title: message('Add the other end in {0}', place.name),
      edits: [addStatement(place, statement, text, 'first')],
    };
  }
  const name = freeName(veth.name, index.byName);
  const declaration = `netns ${name} {\n  interface eth0 on ${veth.name}\n}`;
  return {
    title: message('Add the other end in a new netns {0}', name),
    edits: [addElement(veth, declaration, text)],
  };
}

export const i06 = defineCheck({
  code: 'I06',
  severity: 'error',
  title: 'A veth wire that has not two ends',
  explanation:
    'A veth pair is a cable: two interfaces, one at each end, always made together. With one end in the file the other would ' +
    'hang in the air, and a third has nowhere to go. Add the other end, or make it a bridge: any number of interfaces can be on it.',
  on: ['Veth'],
  check(veth, { index, report, text }) {
    if (veth.name === undefined) return;
    const ends = Wiring.of(index)
      .segmentsOf(veth)
      .flatMap(({ attachments }) => attachments);
    const [first] = ends;
    // Without any end it is unused (N05).
    if (!first || ends.length === 2) return;
    const owners = [...new Set(ends.map(({ owner }) => owner).filter(isInterface))];
    report(
      { node: veth, property: 'name' },
      {
        message:
          ends.length === 1
            ? message('A veth is a cable with two ends, and {0} has one.', veth.name)
            : message('A veth is a cable with two ends, and {0} has {1}.', veth.name, ends.length),
        fixes: ends.length === 1 ? [addEnd(veth, first, index, text)] : [toBridge(veth, text)],
        related: owners.slice(0, 8).map((node: Interface) => ({
          at: { node, property: 'name' },
          message: message('This is an end.'),
        })),
      },
    );
  },
});
