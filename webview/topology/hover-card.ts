import { message } from '../../src/base/message.ts';
import { rowName } from '../../src/drawing/measure.ts';
import type { Box, Row, Scene } from '../../src/drawing/scene.ts';
import { element } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';
import { boxName, rowText } from './words.ts';

const WAIT_MS = 450;
const MOST_ROWS = 12;
/** Away from the pointer, in px. */
const AWAY = 14;

/** What is known of a box, next to the pointer that rests on it. */
export class HoverCard {
  readonly element = element('div', { class: 'card', role: 'tooltip' });
  readonly #say: Say;
  #timer: number | undefined;
  #key: string | undefined;

  constructor(say: Say) {
    this.#say = say;
    this.element.hidden = true;
  }

  show(box: Box | undefined, scene: Scene, { clientX, clientY }: MouseEvent): void {
    if (box?.key === this.#key) return;
    this.#key = box?.key;
    clearTimeout(this.#timer);
    this.element.hidden = true;
    if (!box) return;
    this.#timer = setTimeout(() => this.#open(box, scene, clientX, clientY), WAIT_MS);
  }

  /** Until another box is pointed at. */
  hide(): void {
    clearTimeout(this.#timer);
    this.element.hidden = true;
  }

  #open(box: Box, scene: Scene, x: number, y: number): void {
    const say = this.#say;
    const rows = box.rows.slice(0, MOST_ROWS).map((row) => element('li', {}, lineOf(row, scene, say)));
    const left = box.rows.length - rows.length;
    const more = left > 0 ? [element('li', {}, say(message('{0} more', left)))] : [];
    this.element.replaceChildren(element('strong', {}, boxName(box, say)), element('ul', {}, ...rows, ...more));
    this.element.hidden = false;
    const parent = this.element.parentElement?.getBoundingClientRect();
    if (!parent) return;
    const { offsetWidth, offsetHeight } = this.element;
    const { style } = this.element;
    style.left = `${Math.max(4, Math.min(x - parent.left + AWAY, parent.width - offsetWidth - 4))}px`;
    style.top = `${Math.max(4, Math.min(y - parent.top + AWAY, parent.height - offsetHeight - 4))}px`;
  }
}

/** A link, and what it is wired to. */
function lineOf(row: Row, { boxes, wires }: Scene, say: Say): string {
  const ends = wires.flatMap(({ a, b }) => (a.row === row.key ? [b] : b.row === row.key ? [a] : []));
  const far = ends.slice(0, 2).map((end) => {
    const box = boxes.find(({ key }) => key === end.box);
    const name = box?.rows.find(({ key }) => key === end.row);
    return box ? [boxName(box, say), name ? rowName(name) : ''].filter(Boolean).join('/') : '';
  });
  return [rowText(row, say), ...far.map((name) => `↔ ${name}`)].join(' ');
}
