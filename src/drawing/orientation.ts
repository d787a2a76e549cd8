import type { BoxKey, Scene, SceneWire } from './scene.ts';

/** A wire from the box that is drawn left to the one that is drawn right. */
export interface Directed {
  readonly wire: SceneWire;
  /** Whether it goes from `a` to `b`. */
  readonly forward: boolean;
}

/** From here on, a box with so many neighbours that lead no further has half of them on its left. */
const MANY = 10;

/**
 * Which way each wire is drawn: away from what is outside, the host, or else the box with the most wires; so there are
 * no circles. The same scene gives the same ways.
 */
export function orient({ boxes, wires }: Scene): Directed[] {
  const neighbours = neighboursOf(wires);
  const depth = depths(
    boxes.map(({ key }) => key),
    neighbours,
  );
  const left = leftLeaves(neighbours);
  const rank = (key: BoxKey): number => (left.has(key) ? -1 : (depth.get(key) ?? 0));
  const place = new Map(boxes.map(({ key }, at) => [key, at]));
  return wires.map((wire) => {
    const [a, b] = [wire.a.box, wire.b.box];
    const less = rank(a) - rank(b) || (place.get(a) ?? 0) - (place.get(b) ?? 0);
    return { wire, forward: less <= 0 };
  });
}

export function neighboursOf(wires: readonly SceneWire[]): Map<BoxKey, Set<BoxKey>> {
  const all = new Map<BoxKey, Set<BoxKey>>();
  const add = (from: BoxKey, to: BoxKey) => {
    const there = all.get(from) ?? new Set();
    all.set(from, there.add(to));
  };
  for (const { a, b } of wires) {
    if (a.box === b.box) continue;
    add(a.box, b.box);
    add(b.box, a.box);
  }
  return all;
}

type Neighbours = ReadonlyMap<BoxKey, ReadonlySet<BoxKey>>;

/** Steps from the first box of what hangs together. */
function depths(keys: readonly BoxKey[], neighbours: Neighbours): Map<BoxKey, number> {
  const degree = (key: BoxKey) => neighbours.get(key)?.size ?? 0;
  const first = (key: BoxKey) => (key === 'outside' ? 0 : key === keys[0] ? 1 : 2);
  const roots = keys.toSorted((a, b) => first(a) - first(b) || degree(b) - degree(a));
  const depth = new Map<BoxKey, number>();
  for (const root of roots) {
    if (depth.has(root)) continue;
    depth.set(root, 0);
    const queue = [root];
    for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
      for (const next of neighbours.get(key) ?? []) {
        if (depth.has(next)) continue;
        depth.set(next, (depth.get(key) ?? 0) + 1);
        queue.push(next);
      }
    }
  }
  return depth;
}

/** Every second leaf of a box with many. */
function leftLeaves(neighbours: Neighbours): Set<BoxKey> {
  const left = new Set<BoxKey>();
  for (const around of neighbours.values()) {
    const leaves = [...around].filter((key) => neighbours.get(key)?.size === 1);
    if (leaves.length < MANY) continue;
    leaves.forEach((key, at) => {
      if (at % 2 === 1) left.add(key);
    });
  }
  return left;
}
