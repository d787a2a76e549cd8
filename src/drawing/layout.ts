import { HEADER, type Measured } from './measure.ts';
import type { BoxKey, SceneEnd, SceneWire } from './scene.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where everything is, in px at zoom 1. */
export interface Layout {
  readonly boxes: ReadonlyMap<BoxKey, Rect>;
  /** The way of each wire, by its key: two points or more. */
  readonly wires: ReadonlyMap<string, readonly Point[]>;
}

/** On which side of its box a wire ends. */
export type Side = 'WEST' | 'EAST';

export type Sizes = ReadonlyMap<BoxKey, Measured>;

/** Middle of the row of an end, below the top of its box; of the title where it has no row. */
export function portHeight(end: SceneEnd, sizes: Sizes): number {
  return sizes.get(end.box)?.ports.get(end.row) ?? HEADER / 2;
}

export function portAt(end: SceneEnd, rect: Rect, side: Side, sizes: Sizes): Point {
  return { x: side === 'EAST' ? rect.x + rect.width : rect.x, y: rect.y + portHeight(end, sizes) };
}

/** How far a wire goes straight on before it turns. */
const STUB = 16;
/** Wires next to each other turn so far apart. */
const APART = 6;
const LANES = 5;

/** The ways of wires between boxes that were not placed by the engine: out, up or down, and in. */
export function routeAll(wires: readonly SceneWire[], boxes: ReadonlyMap<BoxKey, Rect>, sizes: Sizes) {
  const ways = new Map<string, readonly Point[]>();
  wires.forEach((wire, at) => {
    const way = route(wire, boxes, sizes, (at % LANES) * APART);
    if (way) ways.set(wire.key, way);
  });
  return ways;
}

function route({ a, b }: SceneWire, boxes: ReadonlyMap<BoxKey, Rect>, sizes: Sizes, lane: number) {
  const [from, to] = [boxes.get(a.box), boxes.get(b.box)];
  if (!from || !to) return undefined;
  const [sideA, sideB] = sidesOf(from, to);
  const start = portAt(a, from, sideA, sizes);
  const end = portAt(b, to, sideB, sizes);
  const x = turnAt(start, end, sideA, sideB, lane);
  if (start.y === end.y && sideA !== sideB) return [start, end];
  return [start, { x, y: start.y }, { x, y: end.y }, end];
}

/** Facing sides; the same side of both where one is above the other. */
function sidesOf(from: Rect, to: Rect): [Side, Side] {
  if (to.x >= from.x + from.width + STUB) return ['EAST', 'WEST'];
  if (from.x >= to.x + to.width + STUB) return ['WEST', 'EAST'];
  return ['EAST', 'EAST'];
}

function turnAt(start: Point, end: Point, a: Side, b: Side, lane: number): number {
  if (a === b) return Math.max(start.x, end.x) + STUB + lane;
  const middle = (start.x + end.x) / 2;
  const room = Math.abs(end.x - start.x) / 2 - 4;
  return middle + Math.max(-room, Math.min(room, lane - ((LANES - 1) * APART) / 2));
}

/** The smallest rectangle around everything; with a margin. */
export function boundsOf({ boxes, wires }: Layout, margin = 24): Rect {
  const rects = [...boxes.values()];
  const points = [...wires.values()].flat();
  if (rects.length === 0) return { x: 0, y: 0, width: 2 * margin, height: 2 * margin };
  const [left, top] = [least([...rects, ...points], 'x'), least([...rects, ...points], 'y')];
  const right = most(rects.map(({ x, width }) => x + width).concat(points.map(({ x }) => x)));
  const bottom = most(rects.map(({ y, height }) => y + height).concat(points.map(({ y }) => y)));
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
}

function least(points: readonly Point[], axis: 'x' | 'y'): number {
  return points.reduce((found, point) => Math.min(found, point[axis]), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((found, value) => Math.max(found, value), Number.NEGATIVE_INFINITY);
}
