import { message } from '../../src/base/message.ts';
import type { Arranger } from '../../src/drawing/arranger.ts';
import type { Layout, Point, Sizes } from '../../src/drawing/layout.ts';
import type { PathMarks } from '../../src/drawing/path-marks.ts';
import type { Box, BoxKey, Scene } from '../../src/drawing/scene.ts';
import { stepFrom } from '../../src/drawing/steps.ts';
import { element } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';
import { Composer } from './composer.ts';
import { Handling } from './handling.ts';
import { HoverCard } from './hover-card.ts';
import { Marks } from './marks.ts';
import { menuAt } from './menu.ts';
import { Minimap } from './minimap.ts';
import { Picture } from './picture.ts';
import { Viewport } from './viewport.ts';
import { pictureWords } from './words.ts';

export interface StageHandlers {
  readonly start: () => Promise<Arranger>;
  /** The layout engine could not be started. */
  readonly failed: (error: unknown) => void;
  /** A box or wire was chosen; undefined: nothing any more. */
  readonly select: (box: BoxKey | undefined) => void;
  /** What is behind a box is wanted. */
  readonly open: (box: BoxKey) => void;
  /** Boxes have other places. */
  readonly placed: () => void;
  /** Whether what is drawn is there, and can be changed. */
  readonly live: () => boolean;
}

/** What is drawn besides the scene itself. */
export interface Extras {
  readonly sizes: Sizes;
  /** Texts on wires by their keys. */
  readonly labels: ReadonlyMap<string, string>;
  readonly found: readonly BoxKey[];
  readonly searching: boolean;
  readonly different: ReadonlySet<BoxKey>;
}

const FAR = 0.4;
const NO_MENU = { preventDefaultContextMenuItems: true };

/** The drawing with all that moves in it: places, view, focus and marks. */
export class Stage {
  readonly element = element('div', { class: 'frame' });
  readonly composer: Composer;
  readonly #picture: Picture;
  readonly #viewport: Viewport;
  readonly #minimap: Minimap;
  readonly #card: HoverCard;
  readonly #marks: Marks;
  readonly #handlers: StageHandlers;
  #scene: Scene = { boxes: [], wires: [], subnets: [] };
  #extras: Extras | undefined;

  constructor(say: Say, handlers: StageHandlers) {
    this.#handlers = handlers;
    const { start, failed } = handlers;
    this.composer = new Composer({ start, failed, changed: (layout, arranged) => this.#changed(layout, arranged) });
    this.#picture = new Picture(say(message('Network namespaces and how they are wired')), pictureWords(say));
    this.#marks = new Marks(this.#picture);
    this.#minimap = new Minimap((point) => this.#center(point));
    this.#card = new HoverCard(say);
    this.#viewport = new Viewport(this.element, this.#picture.svg, ({ zoom }) => {
      this.#picture.svg.classList.toggle('far', zoom < FAR);
      this.#minimap.follow(this.#viewport.sight);
    });
    this.#minimap.element.hidden = true;
    this.element.append(this.#picture.svg, this.#minimap.element, this.#card.element);
    this.#handle();
    new ResizeObserver(() => this.#refit()).observe(this.element);
  }

  get selected(): BoxKey | undefined {
    return this.#marks.selected;
  }

  get active(): BoxKey | undefined {
    return this.#marks.active;
  }

  /** Boxes that must not be folded away. */
  get kept(): ReadonlySet<BoxKey> {
    return this.#marks.kept;
  }

  /** Shows a scene, at once or when places are found for it. */
  show(scene: Scene, extras: Extras): void {
    this.#scene = scene;
    this.#extras = extras;
    void this.composer.show(scene, extras.sizes);
  }

  /** The same scene, with other labels or marks. */
  redraw(extras: Extras): void {
    this.#extras = extras;
    this.#draw();
  }

  zoom(steps: number): void {
    this.#viewport.zoomBy(steps);
  }

  fit(): void {
    this.#viewport.fit(this.#picture.bounds);
  }

  select(key: BoxKey | undefined): void {
    const before = this.#marks.selected;
    this.#marks.select(key, this.#scene);
    if (key !== undefined) this.activate(key);
    else if (before !== undefined) this.#marks.focus();
  }

  /** Where a path goes; undefined: none. */
  markPath(path: PathMarks | undefined): void {
    this.#marks.path(path, this.#scene);
  }

  focus(): void {
    this.#marks.focus();
  }

  /** Gives the focus to a box, and brings it in sight. */
  activate(key: BoxKey): void {
    if (this.#marks.active === key && this.#picture.box(key) === document.activeElement) return;
    this.#marks.activate(key);
    this.#showActive();
  }

  boxOf(key: BoxKey | undefined): Box | undefined {
    return key === undefined ? undefined : this.#scene.boxes.find((box) => box.key === key);
  }

  #handle(): void {
    const { select, open, placed } = this.#handlers;
    new Handling(this.element, this.#viewport, {
      select: (box, wire) => {
        this.#card.hide();
        select(box);
        if (wire !== undefined) this.#marks.wire(wire, this.#scene);
      },
      open,
      step: (direction) => {
        const from = this.#marks.active ?? this.#scene.boxes[0]?.key;
        const to = from === undefined ? undefined : stepFrom(from, direction, this.#scene, this.composer.layout);
        if (to !== undefined) this.activate(to);
      },
      move: (box, by) => this.#move(box, by),
      nudge: (by) => {
        if (this.#marks.active !== undefined) this.#move(this.#marks.active, by);
        placed();
      },
      moved: placed,
      fit: () => this.fit(),
      hover: (key, event) => this.#card.show(this.boxOf(key), this.#scene, event),
      leave: () => select(undefined),
      menu: (event) => this.#offerMenu(event),
    }).listen();
    this.element.addEventListener('focusin', ({ target }) => {
      const key = target instanceof Element ? target.getAttribute('data-box') : null;
      if (key !== null && key !== this.#marks.active) this.activate(key);
    });
  }

  /** VS Code makes its menu of what the element under the pointer says, or one around it. */
  #offerMenu(event: MouseEvent): void {
    this.#card.hide();
    if (!this.#extras) return;
    const menu = this.#handlers.live() ? menuAt(event, this.#scene, this.#extras.sizes) : NO_MENU;
    this.element.setAttribute('data-vscode-context', JSON.stringify(menu));
  }

  /** A person chose a place: from then on the view stays, too. */
  #move(box: BoxKey, by: Point): void {
    this.#viewport.free = false;
    this.composer.move(box, by);
  }

  #changed(layout: Layout, arranged: boolean): void {
    this.#draw();
    this.#viewport.origin = this.#picture.bounds;
    this.#minimap.show(layout, this.#picture.bounds);
    if (arranged) this.#viewport.free = true;
    this.#refit();
    this.#handlers.placed();
  }

  #draw(): void {
    if (!this.#extras) return;
    const { sizes, labels, found, searching, different } = this.#extras;
    this.#picture.draw(this.#scene, this.composer.layout, sizes, labels);
    this.#marks.found(found, searching);
    this.#marks.differ(different);
    this.#marks.apply(this.#scene);
  }

  /** Everything stays in sight until a person looks at a part of it. */
  #refit(): void {
    if (this.composer.layout.boxes.size === 0 || this.element.clientWidth === 0) return;
    if (this.#viewport.free) this.fit();
    else this.#minimap.follow(this.#viewport.sight);
  }

  #showActive(): void {
    const key = this.#marks.active;
    const rect = key === undefined ? undefined : this.composer.layout.boxes.get(key);
    if (rect) this.#viewport.reveal(rect);
  }

  #center({ x, y }: Point): void {
    const { width, height } = this.#viewport.sight;
    this.#viewport.show({ ...this.#viewport.view, x: x - width / 2, y: y - height / 2 });
  }
}
