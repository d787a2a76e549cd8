import type { Layout, Point, Rect } from '../../src/drawing/layout.ts';
import { element } from '../panel/element.ts';
import { svgElement } from './shape-dom.ts';

const WIDTH = 180;
const HEIGHT = 120;

/** A small drawing of everything, with a frame around what is in sight. It says nothing to screen readers. */
export class Minimap {
  readonly element = element('div', { class: 'minimap', 'aria-hidden': 'true' });
  readonly #svg = svgElement('svg', { width: WIDTH, height: HEIGHT });
  readonly #boxes = svgElement('path', { class: 'map-boxes' });
  readonly #sight = svgElement('rect', { class: 'map-sight' });
  #bounds: Rect = { x: 0, y: 0, width: 1, height: 1 };

  /** @param go a point of the drawing is to be in the middle */
  constructor(go: (point: Point) => void) {
    this.#svg.append(this.#boxes, this.#sight);
    this.element.append(this.#svg);
    this.element.addEventListener('pointerdown', (event) => {
      this.element.setPointerCapture(event.pointerId);
      go(this.#pointAt(event));
    });
    this.element.addEventListener('pointermove', (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) go(this.#pointAt(event));
    });
  }

  /** @param bounds around all of it */
  show(layout: Layout, bounds: Rect): void {
    this.#bounds = bounds;
    const { x, y, width, height } = this.#bounds;
    this.#svg.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
    const rects = [...layout.boxes.values()];
    this.#boxes.setAttribute(
      'd',
      rects.map((box) => `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`).join(''),
    );
  }

  /** Hidden while all is in sight. */
  follow(sight: Rect): void {
    const { x, y, width, height } = this.#bounds;
    this.element.hidden =
      sight.x <= x && sight.y <= y && sight.x + sight.width >= x + width && sight.y + sight.height >= y + height;
    for (const [name, value] of Object.entries(sight)) this.#sight.setAttribute(name, String(value));
  }

  #pointAt({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width, height } = this.#svg.getBoundingClientRect();
    const { x, y, width: all, height: high } = this.#bounds;
    const scale = Math.max(all / width, high / height);
    const [marginX, marginY] = [(width - all / scale) / 2, (height - high / scale) / 2];
    return { x: x + (clientX - left - marginX) * scale, y: y + (clientY - top - marginY) * scale };
  }
}
