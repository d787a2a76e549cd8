import type { Point, Rect } from './layout.ts';
import { fitting, HEADER, INDENT, type Line, type Measured, PADDING, ROW, titleText } from './measure.ts';
import type { Box, SceneWire } from './scene.ts';
import { type Shape, shape } from './shape.ts';

/** How many colours networks have before they begin anew. */
export const COLOURS = 6;

/** What boxes are called besides their titles, in the language of the reader. */
export interface BoxWords {
  /** Title of a box that has none: outside, elsewhere. */
  readonly titleOf: (box: Box) => string;
  /** `docker · 3 processes`. */
  readonly subtitleOf: (box: Box) => string;
}

/** A box at 0,0: frame, title, and its links. */
export function boxShape(box: Box, measured: Measured, words: BoxWords): Shape {
  const { width, height, lines } = measured;
  const title = box.title === '' ? words.titleOf(box) : titleText(box);
  const subtitle = words.subtitleOf(box);
  const room = fitting(width - 2 * PADDING);
  const taken = Math.min(title.length, room);
  return shape(
    'g',
    { class: `box ${box.kind}` },
    ...(box.kind === 'folded' ? [shape('rect', { class: 'behind', x: 5, y: 5, width, height, rx: 6 })] : []),
    shape('rect', { class: 'edge', width, height, rx: 6 }),
    ...(lines.length > 0 ? [shape('path', { class: 'rule', d: `M0.5 ${HEADER - 2.5}H${width - 0.5}` })] : []),
    shape('text', { class: 'title', x: PADDING, y: 18 }, cut(title, room)),
    ...(room - taken > 4
      ? [
          shape(
            'text',
            { class: 'subtitle', x: width - PADDING, y: 18, 'text-anchor': 'end' },
            cut(subtitle, room - taken - 2),
          ),
        ]
      : []),
    ...switchShapes(measured),
    ...lines.map((line, at) => lineShape(line, at, width)),
  );
}

/** A frame around a switch and its ports. */
function switchShapes({ lines, width }: Measured): Shape[] {
  return lines.flatMap(({ row, first }, at) => {
    if (!first || !row.isSwitch) return [];
    const next = lines.findIndex((line, place) => place > at && line.first && line.row.depth <= row.depth);
    const count = (next < 0 ? lines.length : next) - at;
    const x = 4 + row.depth * INDENT;
    const y = HEADER + at * ROW + 1;
    return [shape('rect', { class: 'switch', x, y, width: width - x - 4, height: count * ROW - 2, rx: 4 })];
  });
}

function lineShape({ row, first, label, text }: Line, at: number, width: number): Shape {
  const x = PADDING + row.depth * INDENT;
  const y = HEADER + at * ROW;
  const room = fitting(width - x - 14 - PADDING);
  const labelRoom = text === '' ? room : Math.max(4, room - text.length - 1);
  return shape(
    'g',
    { class: `row ${row.state}`, transform: `translate(0 ${y})` },
    ...(first ? stateShapes(row.state, x, row.isSwitch) : []),
    ...(label === '' ? [] : [shape('text', { class: 'name', x: x + 14, y: 14 }, cut(label, labelRoom))]),
    ...(text === ''
      ? []
      : [
          shape(
            'text',
            { class: `address ${colourClass(row.subnets[0])}`, x: width - PADDING, y: 14, 'text-anchor': 'end' },
            cut(text, room),
          ),
        ]),
  );
}

/** A dot, filled when the link carries; a square for a switch; crossed out when it is down. Never by colour alone. */
function stateShapes(state: string, x: number, isSwitch: boolean): Shape[] {
  const mark = isSwitch
    ? shape('rect', { class: 'state', x: x + 0.5, y: 5.5, width: 9, height: 9, rx: 2 })
    : shape('circle', { class: 'state', cx: x + 5, cy: 10, r: 4 });
  return state === 'down' ? [mark, shape('path', { class: 'cross', d: `M${x + 1.5} 13.5l7 -7` })] : [mark];
}

export function colourClass(subnet: number | undefined): string {
  return subnet === undefined ? 'no-subnet' : `subnet-${subnet % COLOURS}`;
}

function cut(text: string, letters: number): string {
  return text.length > letters ? `${text.slice(0, Math.max(1, letters - 1))}…` : text;
}

/** A wire along its way, with round corners, and a wide unseen one that is easier to hit. */
export function wireShape(wire: SceneWire, way: readonly Point[], label?: string): Shape {
  const d = pathOf(way);
  const place = labelPlace(way);
  const classes = [
    'wire',
    wire.state,
    colourClass(wire.subnet),
    ...(wire.tunnel ? ['tunnel'] : []),
    `kind-${wire.kind}`,
  ];
  return shape(
    'g',
    { class: classes.join(' ').replace(/[^\w -]/g, '') },
    shape('path', { class: 'hit', d }),
    shape('path', { class: 'line', d }),
    ...(label === undefined || label === '' || !place
      ? []
      : [shape('text', { class: 'rate', x: place.x, y: place.y, 'text-anchor': place.anchor }, label)]),
  );
}

const RADIUS = 7;

export function pathOf(way: readonly Point[]): string {
  const [first, ...rest] = way;
  if (!first) return '';
  const parts = [`M${n(first.x)} ${n(first.y)}`];
  rest.forEach((point, at) => {
    const before = at === 0 ? first : rest[at - 1];
    const next = rest[at + 1];
    if (!next || !before) {
      parts.push(`L${n(point.x)} ${n(point.y)}`);
      return;
    }
    const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, next) / 2);
    const [from, to] = [towards(point, before, radius), towards(point, next, radius)];
    parts.push(`L${n(from.x)} ${n(from.y)}Q${n(point.x)} ${n(point.y)} ${n(to.x)} ${n(to.y)}`);
  });
  return parts.join('');
}

function n(value: number): number {
  return Math.round(value * 10) / 10;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const all = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / all, y: from.y + ((to.y - from.y) * length) / all };
}

/** Shorter level pieces have no room for a label. */
const LABEL = 60;

/** Above the middle of the longest level piece, else right of the longest other one. */
export function labelPlace(way: readonly Point[]): (Point & { readonly anchor: 'middle' | 'start' }) | undefined {
  const pieces = way.flatMap((from, at) => {
    const to = way[at + 1];
    return to ? [{ from, to, level: Math.abs(to.y - from.y) <= 1, length: distance(from, to) }] : [];
  });
  const longest = (level: boolean) =>
    pieces.filter((piece) => piece.level === level).toSorted((a, b) => b.length - a.length)[0];
  const [level, upright] = [longest(true), longest(false)];
  const piece = upright && (level?.length ?? 0) < LABEL ? upright : level;
  if (!piece) return undefined;
  const x = (piece.from.x + piece.to.x) / 2;
  const y = (piece.from.y + piece.to.y) / 2;
  return piece.level ? { x, y: y - 4, anchor: 'middle' } : { x: x + 6, y: y + 4, anchor: 'start' };
}

/** Where a rectangle is. */
export function at({ x, y }: Pick<Rect, 'x' | 'y'>): string {
  return `translate(${n(x)} ${n(y)})`;
}
