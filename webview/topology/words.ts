import { type Message, message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import type { Box, LinkState, Row } from '../../src/drawing/scene.ts';
import type { Say } from '../panel/say.ts';
import type { PictureWords } from './picture.ts';

/** What is said of boxes, in the language of VS Code. */
export function pictureWords(say: Say): PictureWords {
  return {
    titleOf: ({ kind }) => (kind === 'outside' ? say(message('outside')) : say(message('elsewhere'))),
    subtitleOf: (box) => subtitle(box, say),
    spoken: (box) =>
      [boxName(box, say), subtitle(box, say), ...box.rows.map((row) => rowText(row, say))].filter(Boolean).join(', '),
  };
}

export function boxName(box: Box, say: Say): string {
  switch (box.kind) {
    case 'outside':
      return say(message('outside'));
    case 'elsewhere':
      return say(message('elsewhere'));
    case 'folded':
      return say(message('{0} alike', box.namespaces.length));
    default:
      return printable(box.title, 80);
  }
}

function subtitle({ kind, namespaces, container, processes }: Box, say: Say): string {
  if (kind === 'folded') return say(message('{0} alike', namespaces.length));
  if (kind !== 'netns' && kind !== 'host') return '';
  const count = processes === 1 ? say(message('1 process')) : say(message('{0} processes', processes ?? 0));
  return container === undefined ? count : `${printable(container, 30)} · ${count}`;
}

const STATES: Readonly<Record<LinkState, Message>> = {
  up: message('up'),
  'no-carrier': message('no carrier'),
  down: message('down'),
};

export function stateText(state: LinkState, say: Say): string {
  return say(STATES[state]);
}

/** A link in words: name, kind, state, addresses. */
export function rowText({ name, kind, state, addresses, count }: Row, say: Say): string {
  const called = count === undefined ? printable(name, 40) : say(message('{0} ports', count));
  return [called, printable(kind, 40), stateText(state, say), ...addresses].filter(Boolean).join(' ');
}
