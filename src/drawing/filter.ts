import { neighboursOf } from './orientation.ts';
import type { Box, BoxKey, Row, Scene } from './scene.ts';

/** What of a scene is shown. */
export interface Filter {
  /** Only this box and what it is wired to. */
  readonly focus?: BoxKey | undefined;
  /** Without namespaces that have nothing but a loopback. */
  readonly withoutLonely: boolean;
  /** Without links that are down. */
  readonly withoutDown: boolean;
  /** Only links of this kind, and what they lead to: `veth`, `vlan`; empty for all. */
  readonly kind: string;
}

export const NO_FILTER: Filter = { withoutLonely: false, withoutDown: false, kind: '' };

/** The part of a scene that a filter lets through. */
export function filtered(scene: Scene, { focus, withoutLonely, withoutDown, kind }: Filter): Scene {
  let shown = scene;
  if (withoutDown) shown = withRows(shown, ({ state }) => state !== 'down');
  if (kind !== '') shown = ofKind(shown, kind);
  if (focus !== undefined && scene.boxes.some(({ key }) => key === focus)) shown = around(shown, focus);
  return withoutLonely ? withBoxes(shown, (box) => !isLonely(box)) : shown;
}

/** Kinds of links in a scene, sorted. */
export function kindsOf({ boxes }: Scene): string[] {
  return [...new Set(boxes.flatMap(({ rows }) => rows.map(rowKind)))].filter(Boolean).toSorted();
}

/** `vlan` of `vlan 10`. */
function rowKind({ kind }: Row): string {
  return kind.split(' ')[0] ?? '';
}

function isLonely({ kind, rows }: Box): boolean {
  return kind === 'netns' && rows.every((row) => row.kind === 'loopback');
}

function withRows(scene: Scene, keep: (row: Row) => boolean): Scene {
  const boxes = scene.boxes.map((box) => ({ ...box, rows: box.rows.filter(keep) }));
  const rows = new Set(boxes.flatMap((box) => box.rows.map(({ key }) => key)));
  return { ...scene, boxes, wires: scene.wires.filter(({ a, b }) => rows.has(a.row) && rows.has(b.row)) };
}

function withBoxes(scene: Scene, keep: (box: Box) => boolean): Scene {
  const boxes = scene.boxes.filter(keep);
  const keys = new Set(boxes.map(({ key }) => key));
  return { ...scene, boxes, wires: scene.wires.filter(({ a, b }) => keys.has(a.box) && keys.has(b.box)) };
}

function around(scene: Scene, focus: BoxKey): Scene {
  const near = neighboursOf(scene.wires).get(focus);
  return withBoxes(scene, ({ key }) => key === focus || near?.has(key) === true);
}

/** Boxes that have a link of the kind, or are wired to one; of those only the links of the kind, switches, and the ends of wires. */
function ofKind(scene: Scene, kind: string): Scene {
  const fits = new Set(
    scene.boxes.flatMap(({ rows }) => rows.filter((row) => rowKind(row) === kind).map(({ key }) => key)),
  );
  const wires = scene.wires.filter(({ a, b }) => fits.has(a.row) || fits.has(b.row));
  const ends = new Set(wires.flatMap(({ a, b }) => [a.row, b.row]));
  const some = withRows(scene, (row) => fits.has(row.key) || ends.has(row.key) || row.isSwitch);
  return withBoxes(some, ({ rows }) => rows.some(({ key }) => fits.has(key) || ends.has(key)));
}

/** Keys of the boxes that words are found in: titles, containers, links, addresses. All words must be. */
export function search({ boxes }: Scene, text: string): BoxKey[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return boxes
    .filter((box) => {
      const all = searchText(box);
      return words.every((word) => all.includes(word));
    })
    .map(({ key }) => key);
}

function searchText({ title, container = '', rows }: Box): string {
  return [title, container, ...rows.flatMap(({ name, kind, addresses }) => [name, kind, ...addresses])]
    .join(' ')
    .toLowerCase();
}
