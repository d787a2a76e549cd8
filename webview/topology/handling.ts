import type { Point } from '../../src/drawing/layout.ts';
import type { BoxKey } from '../../src/drawing/scene.ts';
import type { Direction } from '../../src/drawing/steps.ts';
import type { Viewport } from './viewport.ts';

/** What a person does to the drawing. */
export interface Handlers {
  /** Nothing was meant: the empty plane. */
  readonly select: (box: BoxKey | undefined, wire: string | undefined) => void;
  /** Shows what is behind it. */
  readonly open: (box: BoxKey) => void;
  readonly step: (direction: Direction) => void;
  /** A box is moved, in px of the drawing. */
  readonly move: (box: BoxKey, by: Point) => void;
  /** The box that has the focus, by so much. */
  readonly nudge: (by: Point) => void;
  readonly moved: () => void;
  readonly fit: () => void;
  readonly hover: (box: BoxKey | undefined, at: MouseEvent) => void;
  readonly leave: () => void;
  /** A menu is about to be opened. */
  readonly menu: (event: MouseEvent) => void;
}

/** Less is a click. */
const DRAG_PX = 4;
const PAN_PX = 80;
const NUDGE = 20;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const TOWARDS: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** Pointer and keys over the drawing. */
export class Handling {
  readonly #frame: HTMLElement;
  readonly #viewport: Viewport;
  readonly #handlers: Handlers;
  #from: { readonly box: BoxKey | undefined; last: Point; readonly start: Point; dragging: boolean } | undefined;

  constructor(frame: HTMLElement, viewport: Viewport, handlers: Handlers) {
    this.#frame = frame;
    this.#viewport = viewport;
    this.#handlers = handlers;
  }

  listen(): void {
    const frame = this.#frame;
    const handlers = this.#handlers;
    frame.addEventListener('pointerdown', (event) => this.#down(event));
    frame.addEventListener('pointermove', (event) => this.#move(event));
    frame.addEventListener('pointerup', (event) => this.#up(event));
    frame.addEventListener('pointercancel', () => this.#end());
    frame.addEventListener('pointerleave', (event) => handlers.hover(undefined, event));
    frame.addEventListener('dblclick', (event) => {
      const box = boxAt(event);
      if (box !== undefined) handlers.open(box);
    });
    // In time for VS Code, which asks for what is there when the event comes to the window.
    frame.addEventListener('contextmenu', (event) => handlers.menu(event));
    frame.addEventListener('keydown', (event) => {
      if (this.#key(event)) event.preventDefault();
    });
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const start = { x: event.clientX, y: event.clientY };
    this.#from = { box: boxAt(event), start, last: start, dragging: false };
  }

  #move(event: PointerEvent): void {
    const from = this.#from;
    if (!from) return this.#handlers.hover(boxAt(event), event);
    const now = { x: event.clientX, y: event.clientY };
    if (!from.dragging) {
      if (Math.hypot(now.x - from.start.x, now.y - from.start.y) < DRAG_PX) return;
      from.dragging = true;
      this.#frame.setPointerCapture(event.pointerId);
      this.#frame.classList.add('dragging');
      this.#handlers.hover(undefined, event);
    }
    const [dx, dy] = [now.x - from.last.x, now.y - from.last.y];
    from.last = now;
    const { zoom } = this.#viewport.view;
    if (from.box === undefined) this.#viewport.pan(dx, dy);
    else this.#handlers.move(from.box, { x: dx / zoom, y: dy / zoom });
  }

  #up(event: PointerEvent): void {
    const from = this.#from;
    this.#end();
    if (!from) return;
    if (!from.dragging) this.#handlers.select(from.box, from.box === undefined ? wireAt(event) : undefined);
    else if (from.box !== undefined) this.#handlers.moved();
  }

  #end(): void {
    this.#from = undefined;
    this.#frame.classList.remove('dragging');
  }

  /** @returns whether the key means something here */
  #key(event: KeyboardEvent): boolean {
    const { key, altKey, shiftKey, ctrlKey, metaKey } = event;
    if (ctrlKey || metaKey) return false;
    const direction = Object.hasOwn(DIRECTIONS, key) ? DIRECTIONS[key] : undefined;
    if (direction) {
      const { x, y } = TOWARDS[direction];
      if (altKey) this.#handlers.nudge({ x: x * NUDGE, y: y * NUDGE });
      else if (shiftKey) this.#viewport.pan(-x * PAN_PX, -y * PAN_PX);
      else this.#handlers.step(direction);
      return true;
    }
    const act = Object.hasOwn(this.#keys, key) ? this.#keys[key] : undefined;
    const box = boxAt(event);
    act?.(box);
    return act !== undefined;
  }

  readonly #keys: Readonly<Record<string, (box: BoxKey | undefined) => void>> = {
    '+': () => this.#viewport.zoomBy(1),
    '=': () => this.#viewport.zoomBy(1),
    '-': () => this.#viewport.zoomBy(-1),
    '0': () => this.#handlers.fit(),
    Enter: (box) => box !== undefined && this.#handlers.open(box),
    ' ': (box) => this.#handlers.select(box, undefined),
    Escape: () => this.#handlers.leave(),
  };
}

/** The box that an event is at. */
export function boxAt({ target }: Event): BoxKey | undefined {
  return dataAt(target, 'box');
}

export function wireAt({ target }: Event): string | undefined {
  return dataAt(target, 'wire');
}

function dataAt(target: EventTarget | null, name: 'box' | 'wire'): string | undefined {
  const node = target instanceof Element ? target.closest(`[data-${name}]`) : null;
  return node?.getAttribute(`data-${name}`) ?? undefined;
}
