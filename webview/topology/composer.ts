import { type Arranger, inRows } from '../../src/drawing/arranger.ts';
import type { Layout, Point, Rect, Sizes } from '../../src/drawing/layout.ts';
import type { BoxKey, Scene } from '../../src/drawing/scene.ts';
import { reroute, settle } from '../../src/drawing/settle.ts';

export interface ComposerOptions {
  readonly start: () => Promise<Arranger>;
  /** The engine could not be started. */
  readonly failed: (error: unknown) => void;
  /** There is another layout. @param arranged all boxes have new places */
  readonly changed: (layout: Layout, arranged: boolean) => void;
}

interface Piece {
  readonly scene: Scene;
  readonly sizes: Sizes;
}

const NOTHING: Layout = { boxes: new Map(), wires: new Map() };

/** Keeps boxes where they are as long as that makes sense, and finds places for the others. */
export class Composer {
  readonly #options: ComposerOptions;
  #arranger: Promise<Arranger> | undefined;
  #piece: Piece | undefined;
  #layout = NOTHING;
  /** Where boxes are that are not shown now. */
  readonly #remembered = new Map<BoxKey, Rect>();
  /** Counts what makes an arrangement that is under way worthless. */
  #round = 0;
  #arranging = false;

  constructor(options: ComposerOptions) {
    this.#options = options;
  }

  get layout(): Layout {
    return this.#layout;
  }

  /** Left top of all boxes that ever had a place. */
  get places(): Record<BoxKey, [number, number]> {
    return Object.fromEntries([...this.#remembered].map(([key, { x, y }]) => [key, [Math.round(x), Math.round(y)]]));
  }

  /** Takes places that were kept. */
  remember(places: Readonly<Record<BoxKey, readonly number[]>>): void {
    for (const [key, [x, y]] of Object.entries(places)) {
      if (x !== undefined && y !== undefined) this.#remembered.set(key, { x, y, width: 0, height: 0 });
    }
  }

  /** Everything gets a new place: another part of the whole is shown. */
  forget(): void {
    this.#remembered.clear();
    this.#layout = NOTHING;
  }

  /** Shows a scene: at once where boxes can stay, else when it is arranged. */
  async show(scene: Scene, sizes: Sizes): Promise<void> {
    this.#piece = { scene, sizes };
    const { wires } = this.#layout;
    const settled = settle({ boxes: this.#known(scene), wires }, scene, sizes);
    if (settled) this.#put(settled, false);
    else if (!this.#arranging) await this.arrange();
  }

  /** Finds new places for all. */
  async arrange(): Promise<void> {
    const piece = this.#piece;
    if (!piece) return;
    const round = ++this.#round;
    this.#arranging = true;
    try {
      const layout = await this.#arranged(piece);
      if (round === this.#round) this.#put(layout, true);
    } finally {
      if (round === this.#round) this.#arranging = false;
    }
    // What came while it was being arranged.
    const now = this.#piece;
    if (now && now !== piece && round === this.#round) await this.show(now.scene, now.sizes);
  }

  move(key: BoxKey, by: Point): void {
    const rect = this.#layout.boxes.get(key);
    if (!rect || !this.#piece) return;
    const boxes = new Map(this.#layout.boxes).set(key, { ...rect, x: rect.x + by.x, y: rect.y + by.y });
    this.#put(reroute({ boxes, wires: this.#layout.wires }, this.#piece.scene, this.#piece.sizes), false);
  }

  /** Without the engine boxes go in rows; the next time it is started again. */
  async #arranged({ scene, sizes }: Piece): Promise<Layout> {
    this.#arranger ??= this.#options.start();
    try {
      return await (await this.#arranger).arrange(scene, sizes);
    } catch (error) {
      this.#arranger = undefined;
      this.#options.failed(error);
      return inRows(scene, sizes);
    }
  }

  #known({ boxes }: Scene): Map<BoxKey, Rect> {
    const known = new Map<BoxKey, Rect>();
    for (const { key } of boxes) {
      const rect = this.#layout.boxes.get(key) ?? this.#remembered.get(key);
      if (rect) known.set(key, rect);
    }
    return known;
  }

  #put(layout: Layout, arranged: boolean): void {
    this.#layout = layout;
    for (const [key, rect] of layout.boxes) this.#remembered.set(key, rect);
    this.#options.changed(layout, arranged);
  }
}
