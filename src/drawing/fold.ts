import { groupBy } from '../base/group-by.ts';
import type { Box, BoxKey, Row, RowKey, Scene, SceneEnd, SceneWire } from './scene.ts';

/** How many boxes are shown before those that are alike are folded. */
export const MOST_BOXES = 150;
/** Fewer are not worth folding. */
const LEAST_FOLDED = 4;
/** So many of those that are alike stay, to be seen. */
const SHOWN = 3;

export interface FoldOptions {
  /** Keys of folded boxes that a person has opened. */
  readonly opened: ReadonlySet<BoxKey>;
  /** Boxes that stay by themselves. */
  readonly kept: ReadonlySet<BoxKey>;
  readonly most?: number;
}

/**
 * Folds boxes that are alike (the same kinds of links, wired to the same rows' switch) until few enough are left; where
 * that does not suffice, the last ones whatever they are.
 */
export function fold(scene: Scene, { opened, kept, most = MOST_BOXES }: FoldOptions): Scene {
  if (scene.boxes.length <= most) return scene;
  const wiresOf = wiresByBox(scene);
  const parents = switchOfRow(scene);
  const candidates = scene.boxes.filter(({ kind, key }) => kind === 'netns' && !kept.has(key));
  const groups = [...groupBy(candidates, (box) => alikeKey(box, wiresOf.get(box.key) ?? [], parents))]
    .filter(([, boxes]) => boxes.length > LEAST_FOLDED)
    .toSorted(([, a], [, b]) => b.length - a.length);
  const folded = new Map<BoxKey, Folding>();
  let left = scene.boxes.length;
  for (const [alike, boxes] of groups) {
    if (left <= most) break;
    const key = `folded ${alike}`;
    // One that was opened shows as many as fit.
    const shown = opened.has(key) ? Math.max(SHOWN, boxes.length - (left - most) - 1) : SHOWN;
    const rest = boxes.slice(Math.min(shown, boxes.length - LEAST_FOLDED));
    if (rest.length < 2) continue;
    for (const box of rest) folded.set(box.key, { key, boxes: rest, alike: true });
    left -= rest.length - 1;
  }
  if (left > most) foldLast(candidates, wiresOf, folded, left - most);
  return folded.size === 0 ? scene : replace(scene, folded, parents);
}

interface Folding {
  readonly key: BoxKey;
  readonly boxes: readonly Box[];
  /** Whether they look the same. */
  readonly alike: boolean;
}

function foldLast(
  candidates: readonly Box[],
  wiresOf: ReadonlyMap<BoxKey, readonly SceneWire[]>,
  folded: Map<BoxKey, Folding>,
  over: number,
): void {
  const wires = (key: BoxKey) => wiresOf.get(key)?.length ?? 0;
  // What many are wired to holds the picture together.
  const single = candidates.filter(({ key }) => !folded.has(key)).toSorted((a, b) => wires(b.key) - wires(a.key));
  const rest = single.slice(Math.max(0, single.length - over - 1));
  if (rest.length < 2) return;
  for (const box of rest) folded.set(box.key, { key: 'folded rest', boxes: rest, alike: false });
}

function wiresByBox({ wires }: Scene): Map<BoxKey, SceneWire[]> {
  const all = new Map<BoxKey, SceneWire[]>();
  const add = (key: BoxKey, wire: SceneWire) => {
    const there = all.get(key);
    if (there) there.push(wire);
    else all.set(key, [wire]);
  };
  for (const wire of wires) {
    add(wire.a.box, wire);
    if (wire.b.box !== wire.a.box) add(wire.b.box, wire);
  }
  return all;
}

/** For each row the row that it is a port of, else its box: what leads there leads to the same. */
function switchOfRow({ boxes }: Scene): Map<RowKey, string> {
  const parents = new Map<RowKey, string>();
  for (const { key, rows } of boxes) {
    const above: Row[] = [];
    for (const row of rows) {
      above.length = row.depth;
      parents.set(row.key, above.findLast(({ isSwitch }) => isSwitch)?.key ?? key);
      above[row.depth] = row;
    }
  }
  return parents;
}

/** Boxes with the same text are alike. A box that stands for nothing but itself is alike to none. */
function alikeKey(box: Box, wires: readonly SceneWire[], parents: ReadonlyMap<RowKey, string>): string {
  const links = box.rows.map(({ kind, state, depth }) => `${depth}${kind}:${state}`);
  const ends = wires.map(({ kind, a, b }) => {
    const far = a.box === box.key ? b : a;
    return `${kind}>${parents.get(far.row) ?? far.row}`;
  });
  return [...links, '|', ...ends.toSorted()].join(' ');
}

/** Puts one box in the place of those that are folded, and one wire in the place of theirs. */
function replace(scene: Scene, folded: ReadonlyMap<BoxKey, Folding>, parents: ReadonlyMap<RowKey, string>): Scene {
  const bare = new Map(scene.boxes.flatMap(({ rows }) => rows.map((row) => [row.key, isBare(row)] as const)));
  const places = new Map(scene.boxes.flatMap(({ rows }) => rows.map(({ key }, at) => [key, at] as const)));
  const ends = new Map<RowKey, SceneEnd>();
  const gone = new Set<RowKey>();
  for (const wire of scene.wires) foldFarEnd(wire, folded, parents, bare, ends, gone);
  const done = new Set<BoxKey>();
  const boxes = scene.boxes.flatMap((box): Box[] => {
    const folding = folded.get(box.key);
    if (!folding) return [withoutPorts(box, gone, ends)];
    if (done.has(folding.key)) return [];
    done.add(folding.key);
    return [foldedBox(folding)];
  });
  const end = (of: SceneEnd): SceneEnd => {
    const folding = folded.get(of.box);
    return folding ? { box: folding.key, row: foldedRow(folding, places.get(of.row)) } : (ends.get(of.row) ?? of);
  };
  const wires = scene.wires.map((wire): SceneWire => {
    const [a, b] = [end(wire.a), end(wire.b)];
    const same = a.row === wire.a.row && b.row === wire.b.row;
    return same ? wire : { ...wire, key: `${wire.kind} ${a.row} ${b.row}`, a, b };
  });
  return { ...scene, boxes, wires: [...new Map(wires.map((wire) => [wire.key, wire])).values()] };
}

/** The links of a switch, or of a box, that lead to what is folded become one; but not those that have more to tell. */
function foldFarEnd(
  { a, b }: SceneWire,
  folded: ReadonlyMap<BoxKey, Folding>,
  parents: ReadonlyMap<RowKey, string>,
  bare: ReadonlyMap<RowKey, boolean>,
  ends: Map<RowKey, SceneEnd>,
  gone: Set<RowKey>,
): void {
  for (const [near, far] of [
    [a, b],
    [b, a],
  ] as const) {
    const folding = folded.get(near.box);
    const parent = parents.get(far.row);
    if (!folding || folded.has(far.box) || parent === undefined || bare.get(far.row) === false) continue;
    gone.add(far.row);
    ends.set(far.row, { box: far.box, row: `${parent} ${folding.key}` });
  }
}

/** Nothing is known of it but its name, and nothing is below it. */
function isBare({ addresses, isSwitch }: Row): boolean {
  return addresses.length === 0 && !isSwitch;
}

function withoutPorts(box: Box, gone: ReadonlySet<RowKey>, ends: ReadonlyMap<RowKey, SceneEnd>): Box {
  if (!box.rows.some(({ key }) => gone.has(key))) return box;
  const counts = new Map<RowKey, number>();
  for (const { key } of box.rows) {
    const end = gone.has(key) ? ends.get(key) : undefined;
    if (end) counts.set(end.row, (counts.get(end.row) ?? 0) + 1);
  }
  const told = new Set<RowKey>();
  const rows = box.rows.flatMap((row): Row[] => {
    const end = gone.has(row.key) ? ends.get(row.key) : undefined;
    if (!end) return [row];
    if (told.has(end.row)) return [];
    told.add(end.row);
    const { namespace: _namespace, link: _link, ...rest } = row;
    return [{ ...rest, key: end.row, name: '', addresses: [], subnets: [], count: counts.get(end.row) ?? 1 }];
  });
  return { ...box, rows };
}

function foldedBox({ key, boxes, alike }: Folding): Box {
  const first = boxes[0];
  const rows = alike ? (first?.rows ?? []) : [];
  return {
    key,
    kind: 'folded',
    namespaces: boxes.flatMap(({ namespaces }) => namespaces),
    title: titleOf(boxes),
    processes: boxes.reduce((sum, { processes = 0 }) => sum + processes, 0),
    rows: rows.map(({ namespace: _namespace, link: _link, ...row }, at) => ({
      ...row,
      key: `${key}/${at}`,
      addresses: [],
      subnets: [...new Set(boxes.flatMap((box) => box.rows[at]?.subnets ?? []))],
    })),
  };
}

/** `ns7 … ns200`. */
function titleOf(boxes: readonly Box[]): string {
  return [boxes[0], boxes.at(-1)].map((box) => box?.title ?? '').join(' … ');
}

function foldedRow({ key, alike }: Folding, place = 0): RowKey {
  return alike ? `${key}/${place}` : key;
}
