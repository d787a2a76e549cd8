import type { Sizes } from '../../src/drawing/layout.ts';
import { HEADER, ROW } from '../../src/drawing/measure.ts';
import type { Row, Scene } from '../../src/drawing/scene.ts';
import type { LinkRef } from '../../src/model/operation/link/place.ts';
import type { DrawnTarget } from '../../src/protocol/topology-page.ts';
import { boxAt, wireAt } from './handling.ts';

/** What the menu of VS Code is told: its items ask for words of the section. */
export interface MenuContext extends DrawnTarget {
  /** `netns`, `wire`, `plane`; `link up addressed deletable`. */
  readonly webviewSection: string;
  /** Those to cut, copy and paste mean nothing here. */
  readonly preventDefaultContextMenuItems: true;
}

/** What is at a place of the drawing. */
export function menuAt(event: MouseEvent, scene: Scene, sizes: Sizes): MenuContext {
  const [key, wire] = [boxAt(event), wireAt(event)];
  const box = scene.boxes.find((each) => each.key === key);
  const row = box && rowAt(event, sizes.get(box.key)?.lines.map((line) => line.row) ?? []);
  const onLink = menuOf(row);
  if (onLink) return onLink;
  const [namespace, ...others] = box?.namespaces ?? [];
  if (namespace !== undefined && others.length === 0) return section('netns', { namespace });
  const links = wire === undefined ? [] : endsOf(wire, scene);
  return links.length > 0 ? section('wire', { links }) : section('plane', {});
}

/** What a row is, for a menu on it. */
export function menuOf(row: Row | undefined): MenuContext | undefined {
  const link = row && linkOf(row);
  return row && link && section(linkWords(row), { namespace: link.namespace, links: [link] });
}

function section(webviewSection: string, target: DrawnTarget): MenuContext {
  return { webviewSection, preventDefaultContextMenuItems: true, ...target };
}

function linkWords({ state, addresses, kind }: Row): string {
  const words = ['link', state === 'down' ? 'down' : 'up', ...(addresses.length > 0 ? ['addressed'] : [])];
  return [...words, ...(kind === '' || kind === 'loopback' ? [] : ['deletable'])].join(' ');
}

/** The line below the pointer; none for a menu that was opened by a key. */
function rowAt(event: MouseEvent, rows: readonly Row[]): Row | undefined {
  if (event instanceof PointerEvent && event.pointerType === '') return undefined;
  const box = event.target instanceof Element ? event.target.closest('[data-box]') : null;
  const matrix = box instanceof SVGGraphicsElement ? box.getScreenCTM() : null;
  if (!matrix) return undefined;
  const { y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return rows[Math.floor((y - HEADER) / ROW)];
}

/** Folded rows stand for several links. */
function linkOf({ namespace, link, name, count }: Row): LinkRef | undefined {
  return namespace === undefined || link === undefined || count !== undefined
    ? undefined
    : { namespace, index: link, name };
}

function endsOf(wire: string, { wires, boxes }: Scene): LinkRef[] {
  const found = wires.find(({ key }) => key === wire);
  if (!found) return [];
  return [found.a, found.b].flatMap((end) => {
    const row = boxes.find(({ key }) => key === end.box)?.rows.find(({ key }) => key === end.row);
    return (row && linkOf(row)) ?? [];
  });
}
