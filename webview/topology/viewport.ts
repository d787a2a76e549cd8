import type { Point, Rect } from '../../src/drawing/layout.ts';

/** Which part of the drawing is in sight: the point at the left top, and px of the page per px of the drawing. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const LEAST_ZOOM = 0.05;
const MOST_ZOOM = 3;
/** A drawing that is small is not blown up. */
const FIT_ZOOM = 1.25;
const STEP = 1.25;
/** After the last movement the drawing is made sharp again. */
const REST_MS = 180;

/** Moves and scales a layer below an element. */
export class Viewport {
  readonly #frame: HTMLElement;
  readonly #layer: HTMLElement | SVGElement;
  readonly #changed: (view: View) => void;
  #view: View = { x: 0, y: 0, zoom: 1 };
  #origin: Point = { x: 0, y: 0 };
  #rest: number | undefined;
  /** Nobody has chosen what is in sight: all may be. */
  free = true;

  /** @param layer has the drawing, its left top at the origin that was last given */
  constructor(frame: HTMLElement, layer: HTMLElement | SVGElement, changed: (view: View) => void) {
    this.#frame = frame;
    this.#layer = layer;
    this.#changed = changed;
    frame.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  get view(): View {
    return this.#view;
  }

  /** In px of the drawing. */
  get sight(): Rect {
    const { clientWidth, clientHeight } = this.#frame;
    const { x, y, zoom } = this.#view;
    return { x, y, width: clientWidth / zoom, height: clientHeight / zoom };
  }

  /** Where the left top of the layer is in the drawing. */
  set origin(origin: Point) {
    this.#origin = origin;
    this.#apply();
  }

  /** A person chose it. */
  show(view: View): void {
    this.free = false;
    this.#put(view);
  }

  #put(view: View): void {
    this.#view = { ...view, zoom: clamp(view.zoom) };
    this.#apply();
  }

  /** All of a rectangle, in the middle. */
  fit(rect: Rect): void {
    const { clientWidth, clientHeight } = this.#frame;
    if (clientWidth === 0 || clientHeight === 0) return;
    const zoom = clamp(Math.min(FIT_ZOOM, clientWidth / rect.width, clientHeight / rect.height));
    this.free = true;
    this.#put({
      zoom,
      x: rect.x + rect.width / 2 - clientWidth / zoom / 2,
      y: rect.y + rect.height / 2 - clientHeight / zoom / 2,
    });
  }

  /** Moves as little as needed for a rectangle to be in sight. */
  reveal(rect: Rect, margin = 24): void {
    const { x, y, width, height } = this.sight;
    const dx = shift(rect.x - margin, rect.x + rect.width + margin, x, x + width);
    const dy = shift(rect.y - margin, rect.y + rect.height + margin, y, y + height);
    if (dx !== 0 || dy !== 0) this.#put({ ...this.#view, x: x + dx, y: y + dy });
  }

  /** In px of the page. */
  pan(dx: number, dy: number): void {
    const { x, y, zoom } = this.#view;
    this.show({ zoom, x: x - dx / zoom, y: y - dy / zoom });
  }

  /** Steps in (positive) or out around the middle. */
  zoomBy(steps: number): void {
    const { clientWidth, clientHeight } = this.#frame;
    this.#zoomAt(STEP ** steps, clientWidth / 2, clientHeight / 2);
  }

  /** A point of the page in the drawing. */
  pointAt({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#frame.getBoundingClientRect();
    const { x, y, zoom } = this.#view;
    return { x: x + (clientX - left) / zoom, y: y + (clientY - top) / zoom };
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      const { left, top } = this.#frame.getBoundingClientRect();
      this.#zoomAt(Math.exp(-event.deltaY * unit * 0.005), event.clientX - left, event.clientY - top);
    } else if (event.shiftKey) this.pan(-event.deltaY * unit, 0);
    else this.pan(-event.deltaX * unit, -event.deltaY * unit);
  }

  #zoomAt(factor: number, left: number, top: number): void {
    const { x, y, zoom } = this.#view;
    const next = clamp(zoom * factor);
    this.show({ zoom: next, x: x + left / zoom - left / next, y: y + top / zoom - top / next });
  }

  #apply(): void {
    const { x, y, zoom } = this.#view;
    const { style } = this.#layer;
    style.willChange = 'transform';
    style.transform = `translate(${(this.#origin.x - x) * zoom}px, ${(this.#origin.y - y) * zoom}px) scale(${zoom})`;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      style.willChange = 'auto';
    }, REST_MS);
    this.#changed(this.#view);
  }
}

function clamp(zoom: number): number {
  return Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom));
}

function shift(from: number, to: number, least: number, most: number): number {
  if (from < least) return from - least;
  return to > most ? Math.min(to - most, from - least) : 0;
}
