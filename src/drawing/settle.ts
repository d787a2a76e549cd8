import { type Layout, type Point, portAt, type Rect, routeAll, type Sizes } from './layout.ts';
import { neighboursOf } from './orientation.ts';
import type { BoxKey, Scene, SceneWire } from './scene.ts';

/** Room between boxes. */
const GAP = 22;
const COLUMN = 72;
/** More new boxes than these, and all are arranged anew. */
const FEW = 3;
const SHARE = 0.25;

/**
 * The layout for a scene that has changed a little: what was there stays where it is, what is new goes to the nearest free
 * place beside what it is wired to. Undefined where so much is new that all should be arranged anew.
 */
export function settle(before: Layout, scene: Scene, sizes: Sizes): Layout | undefined {
  const added = scene.boxes.filter(({ key }) => !before.boxes.has(key));
  const kept = scene.boxes.length - added.length;
  if (added.length > Math.max(FEW, kept * SHARE) || (kept === 0 && added.length > 0)) return undefined;
  const boxes = new Map<BoxKey, Rect>();
  for (const { key } of scene.boxes) {
    const rect = before.boxes.get(key);
    if (rect) boxes.set(key, sized(rect, key, sizes));
  }
  pushApart(boxes, before);
  const neighbours = neighboursOf(scene.wires);
  for (const { key } of added) {
    const near = [...(neighbours.get(key) ?? [])].flatMap((each) => boxes.get(each) ?? [])[0];
    boxes.set(key, freePlace(sized({ x: 0, y: 0, width: 0, height: 0 }, key, sizes), near, [...boxes.values()]));
  }
  return reroute({ boxes, wires: before.wires }, scene, sizes);
}

function sized(rect: Rect, key: BoxKey, sizes: Sizes): Rect {
  const { width, height } = sizes.get(key) ?? rect;
  return { ...rect, width, height };
}

/** What a box has grown into moves down. */
function pushApart(boxes: Map<BoxKey, Rect>, before: Layout): void {
  const grown = [...boxes].filter(([key, rect]) => {
    const old = before.boxes.get(key);
    // One whose size was not kept may well be where it was put.
    return old && old.width > 0 && (rect.height > old.height || rect.width > old.width);
  });
  for (const [key] of grown) makeRoom(key, boxes);
}

function makeRoom(key: BoxKey, boxes: Map<BoxKey, Rect>): void {
  const rect = boxes.get(key);
  if (!rect) return;
  for (const [other, there] of boxes) {
    if (other === key || there.y < rect.y || !overlaps(rect, there, 0)) continue;
    boxes.set(other, { ...there, y: rect.y + rect.height + GAP });
    makeRoom(other, boxes);
  }
}

function overlaps(a: Rect, b: Rect, gap: number): boolean {
  return (
    a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap
  );
}

/** The free place nearest to the right of what it is wired to; below everything for what is wired to nothing. */
function freePlace(box: Rect, near: Rect | undefined, taken: readonly Rect[]): Rect {
  const bottom = taken.reduce((most, { y, height }) => Math.max(most, y + height), 0);
  const left = taken.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY);
  if (!near) return firstFree({ ...box, x: Number.isFinite(left) ? left : 0, y: bottom + GAP }, taken, 'right');
  const middle = near.y + near.height / 2 - box.height / 2;
  return firstFree({ ...box, x: near.x + near.width + COLUMN, y: middle }, taken, 'down');
}

/** Goes on in one direction; downwards also upwards in turn, the nearest first. */
function firstFree(box: Rect, taken: readonly Rect[], direction: 'right' | 'down'): Rect {
  for (let step = 0; step < 10_000; step++) {
    const far = Math.ceil(step / 2) * GAP * (step % 2 === 0 ? 1 : -1);
    const at = direction === 'right' ? { ...box, x: box.x + step * GAP } : { ...box, y: box.y + far };
    if (!taken.some((each) => overlaps(at, each, GAP - 1))) return at;
  }
  return box;
}

/** The same boxes, with ways for wires that fit them: those that still do stay. */
export function reroute({ boxes, wires }: Layout, scene: Scene, sizes: Sizes): Layout {
  const fits = new Map<string, readonly Point[]>();
  for (const wire of scene.wires) {
    const way = wires.get(wire.key);
    if (way && isRightWay(way, wire, boxes, sizes)) fits.set(wire.key, way);
  }
  const rest = scene.wires.filter(({ key }) => !fits.has(key));
  return { boxes, wires: new Map([...fits, ...routeAll(rest, boxes, sizes)]) };
}

/** Whether a way begins and ends where the ends of its wire are now. */
function isRightWay(
  way: readonly Point[],
  { a, b }: SceneWire,
  boxes: ReadonlyMap<BoxKey, Rect>,
  sizes: Sizes,
): boolean {
  const [start, end] = [way[0], way.at(-1)];
  const [from, to] = [boxes.get(a.box), boxes.get(b.box)];
  if (!start || !end || !from || !to) return false;
  const touches = (point: Point, wireEnd: typeof a, rect: Rect) =>
    (['EAST', 'WEST'] as const).some((side) => isNear(point, portAt(wireEnd, rect, side, sizes)));
  return (touches(start, a, from) && touches(end, b, to)) || (touches(start, b, to) && touches(end, a, from));
}

function isNear(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) <= 1 && Math.abs(a.y - b.y) <= 1;
}
