import type { Node } from './nodes.ts';
import type { Tree } from './tree.ts';

/** How many pages of the rows below a node are shown. */
export class Pages {
  readonly #shown = new Map<string, number>();

  /** Key of a node to its pages; absent: one. */
  get shown(): ReadonlyMap<string, number> {
    return this.#shown;
  }

  /** One page more below the parent of a row "show more". */
  more(row: Node): void {
    const key = row.parent?.key ?? '';
    this.#shown.set(key, (this.#shown.get(key) ?? 1) + 1);
  }

  /**
   * Brings a node of `whole`, a tree without pages, and all above it onto shown pages.
   * @returns whether there are more of them now
   */
  open(whole: Tree, node: Node, pageSize: number): boolean {
    let opened = false;
    for (let at: Node | undefined = node; at; at = at.parent) {
      const { key } = at;
      const place = whole.children(at.parent).findIndex((each) => each.key === key);
      const needed = Math.floor(place / pageSize) + 1;
      const above = at.parent?.key ?? '';
      if (needed <= (this.#shown.get(above) ?? 1)) continue;
      this.#shown.set(above, needed);
      opened = true;
    }
    return opened;
  }

  clear(): void {
    this.#shown.clear();
  }
}
