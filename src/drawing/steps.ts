import type { Layout, Point, Rect } from './layout.ts';
import { neighboursOf } from './orientation.ts';
import type { BoxKey, Scene } from './scene.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The box that an arrow key leads to: to the sides along a wire where one leads that way, else the nearest in that
 * direction; undefined where there is none.
 */
export function stepFrom(key: BoxKey, direction: Direction, scene: Scene, { boxes }: Layout): BoxKey | undefined {
  const from = boxes.get(key);
  if (!from) return undefined;
  const sideways = direction === 'left' || direction === 'right';
  const wired = sideways ? [...(neighboursOf(scene.wires).get(key) ?? [])] : [];
  const all = scene.boxes.map((box) => box.key).filter((other) => other !== key);
  return nearest(from, direction, wired, boxes) ?? nearest(from, direction, all, boxes);
}

function nearest(
  from: Rect,
  direction: Direction,
  keys: readonly BoxKey[],
  boxes: ReadonlyMap<BoxKey, Rect>,
): BoxKey | undefined {
  const start = middleOf(from);
  let best: BoxKey | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const rect = boxes.get(key);
    const cost = rect && costOf(start, middleOf(rect), direction);
    if (cost === undefined || cost >= least) continue;
    least = cost;
    best = key;
  }
  return best;
}

function middleOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Way there, sidewards more; undefined for what is not in that direction. */
function costOf(from: Point, to: Point, direction: Direction): number | undefined {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const ahead = { left: -dx, right: dx, up: -dy, down: dy }[direction];
  const aside = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx);
  return ahead <= 1 || aside > ahead * 6 ? undefined : ahead + aside * 2;
}
