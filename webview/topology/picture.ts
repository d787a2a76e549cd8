import { at, type BoxWords, boxShape, wireShape } from '../../src/drawing/draw.ts';
import { boundsOf, type Layout, type Rect, type Sizes } from '../../src/drawing/layout.ts';
import type { Box, BoxKey, Scene, SceneWire } from '../../src/drawing/scene.ts';
import { type Shape, shape } from '../../src/drawing/shape.ts';
import { patch, shapeElement, svgElement } from './shape-dom.ts';

/** What stands on and in the drawing besides names. */
export interface PictureWords extends BoxWords {
  /** All of a box in words, for screen readers. */
  readonly spoken: (box: Box) => string;
}

interface Drawn {
  readonly node: SVGElement;
  readonly shape: Shape;
  /** What the shape was made of. */
  readonly made: readonly unknown[];
}

/** The drawing as elements: what did not change keeps its elements. */
export class Picture {
  readonly svg: SVGSVGElement;
  readonly #words: PictureWords;
  readonly #wires = svgElement('g', { class: 'wires', 'aria-hidden': 'true' });
  readonly #boxes = svgElement('g', { class: 'boxes' });
  readonly #drawn = new Map<string, Drawn>();
  #bounds: Rect = { x: 0, y: 0, width: 0, height: 0 };

  constructor(label: string, words: PictureWords) {
    this.#words = words;
    this.svg = svgElement('svg', {
      class: 'picture',
      role: 'graphics-document',
      'aria-label': label,
      'aria-roledescription': 'graph',
    });
    this.svg.append(this.#wires, this.#boxes);
  }

  get bounds(): Rect {
    return this.#bounds;
  }

  /** @param labels text on wires by their keys */
  draw(scene: Scene, layout: Layout, sizes: Sizes, labels: ReadonlyMap<string, string>): void {
    const kept = new Set<string>();
    for (const wire of scene.wires) this.#wire(wire, layout, labels.get(wire.key), kept);
    for (const box of scene.boxes) this.#box(box, layout, sizes, kept);
    for (const [key, { node }] of this.#drawn) {
      if (kept.has(key)) continue;
      node.remove();
      this.#drawn.delete(key);
    }
    this.#size(layout);
  }

  /** The element of a box. */
  box(key: BoxKey): SVGElement | undefined {
    return this.#drawn.get(boxId(key))?.node;
  }

  wire(key: string): SVGElement | undefined {
    return this.#drawn.get(wireId(key))?.node;
  }

  #box(box: Box, layout: Layout, sizes: Sizes, kept: Set<string>): void {
    const [rect, size] = [layout.boxes.get(box.key), sizes.get(box.key)];
    if (!rect || !size) return;
    const make = () => {
      const attributes = {
        class: 'place',
        role: 'graphics-symbol',
        'aria-label': this.#words.spoken(box),
        transform: at(rect),
        'data-box': box.key,
      };
      return shape('g', attributes, boxShape(box, size, this.#words));
    };
    this.#put(boxId(box.key), [box, rect, size], make, this.#boxes, kept);
  }

  #wire(wire: SceneWire, layout: Layout, label: string | undefined, kept: Set<string>): void {
    const way = layout.wires.get(wire.key);
    if (!way) return;
    const make = () => shape('g', { 'data-wire': wire.key }, wireShape(wire, way, label));
    this.#put(wireId(wire.key), [wire, way, label], make, this.#wires, kept);
  }

  /** The same things look the same: most of a drawing is left alone while a label changes or one box is dragged. */
  #put(id: string, made: readonly unknown[], make: () => Shape, into: SVGElement, kept: Set<string>): void {
    kept.add(id);
    const before = this.#drawn.get(id);
    if (before && made.every((each, place) => each === before.made[place])) return;
    const after = make();
    const node = before?.node ?? shapeElement(after);
    if (before) patch(node, before.shape, after);
    else into.append(node);
    this.#drawn.set(id, { node, shape: after, made });
  }

  #size(layout: Layout): void {
    const { x, y, width, height } = (this.#bounds = boundsOf(layout));
    this.svg.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
    this.svg.setAttribute('width', String(width));
    this.svg.setAttribute('height', String(height));
  }
}

const boxId = (key: BoxKey) => `box ${key}`;
const wireId = (key: string) => `wire ${key}`;
