import type { PathMarks } from '../../src/drawing/path-marks.ts';
import type { BoxKey, Scene, SceneWire } from '../../src/drawing/scene.ts';
import { setAttribute } from '../panel/element.ts';
import type { Picture } from './picture.ts';

/** What stands out in the drawing: the box with the focus, what is selected with its wires, what was found. */
export class Marks {
  readonly #picture: Picture;
  #active: BoxKey | undefined;
  #selected: BoxKey | undefined;
  #lit: ReadonlySet<string> = new Set();
  #found: ReadonlySet<BoxKey> = new Set();
  #searching = false;
  /** The box that is to have the focus is not drawn yet. */
  #awaited = false;
  #different: ReadonlySet<BoxKey> = new Set();
  #path: PathMarks | undefined;

  constructor(picture: Picture) {
    this.#picture = picture;
  }

  /** The box that arrow keys start from. */
  get active(): BoxKey | undefined {
    return this.#active;
  }

  get selected(): BoxKey | undefined {
    return this.#selected;
  }

  /** Boxes that must not be folded away. */
  get kept(): ReadonlySet<BoxKey> {
    return new Set([this.#active, this.#selected].filter((key) => key !== undefined));
  }

  /** Gives the focus to a box. */
  activate(key: BoxKey): void {
    const before = this.#active;
    this.#active = key;
    if (before !== undefined) this.#tabStop(before, false);
    this.#tabStop(key, true);
    this.focus();
  }

  focus(): void {
    const node = this.#active === undefined ? undefined : this.#picture.box(this.#active);
    this.#awaited = this.#active !== undefined && !node;
    if (node && node !== document.activeElement) node.focus({ preventScroll: true });
  }

  /** A box and the wires at it. */
  select(key: BoxKey | undefined, scene: Scene): void {
    this.#selected = key;
    this.#light(
      scene,
      scene.wires.filter(({ a, b }) => key !== undefined && (a.box === key || b.box === key)),
    );
  }

  wire(key: string, scene: Scene): void {
    this.#light(
      scene,
      scene.wires.filter((wire) => wire.key === key),
    );
  }

  /** Where a path goes; undefined for none. */
  path(marks: PathMarks | undefined, scene: Scene): void {
    this.#path = marks;
    this.apply(scene);
  }

  found(keys: readonly BoxKey[], searching: boolean): void {
    this.#found = new Set(keys);
    this.#searching = searching;
  }

  /** Boxes that are not as declared. */
  differ(keys: ReadonlySet<BoxKey>): void {
    this.#different = keys;
  }

  /** After the drawing was drawn anew. */
  apply(scene: Scene): void {
    const first = scene.boxes.some(({ key }) => key === this.#active) ? this.#active : scene.boxes[0]?.key;
    this.#active = first;
    const ends = new Set(scene.wires.filter(({ key }) => this.#lit.has(key)).flatMap(({ a, b }) => [a.box, b.box]));
    for (const { key } of scene.boxes) {
      const node = this.#picture.box(key);
      if (!node) continue;
      this.#tabStop(key, key === first);
      setAttribute(node, 'aria-current', key === this.#selected ? 'true' : undefined);
      node.classList.toggle('selected', key === this.#selected);
      node.classList.toggle('peer', key !== this.#selected && ends.has(key));
      node.classList.toggle('found', this.#found.has(key));
      node.classList.toggle('different', this.#different.has(key));
      node.classList.toggle('broken', key === this.#path?.brokenBox);
      const aside = (this.#path && !this.#path.boxes.has(key)) || (this.#searching && !this.#found.has(key));
      node.classList.toggle('dim', aside);
    }
    for (const { key } of scene.wires) this.#markWire(key);
    if (this.#awaited) this.focus();
  }

  #markWire(key: string): void {
    const node = this.#picture.wire(key);
    node?.classList.toggle('lit', this.#lit.has(key) || this.#path?.wires.has(key) === true);
    node?.classList.toggle('broken', key === this.#path?.brokenWire);
  }

  #light(scene: Scene, wires: readonly SceneWire[]): void {
    this.#lit = new Set(wires.map(({ key }) => key));
    this.apply(scene);
  }

  #tabStop(key: BoxKey, stop: boolean): void {
    const node = this.#picture.box(key);
    if (node) setAttribute(node, 'tabindex', stop ? '0' : '-1');
  }
}
