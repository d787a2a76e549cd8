/** A row of a tree; the key tells that it is the same in every snapshot. `count`: of a row "show more". */
interface Keyed {
  readonly key: string;
  readonly count?: number;
}

export interface RowSource<N extends Keyed> {
  /** What is below a row now; below the root without one. */
  readonly children: (node?: N) => readonly N[];
  /** All that a row shows, as one text. */
  readonly look: (node: N) => string;
}

/** The rows that VS Code has asked for, as they were told: finds those that are others now. */
export class ShownRows<N extends Keyed> {
  readonly #source: RowSource<N>;
  /** Parent key to child key to what it looks like. */
  readonly #told = new Map<string, { readonly node: N | undefined; readonly rows: ReadonlyMap<string, string> }>();
  readonly #nodes = new Map<string, N>();

  constructor(source: RowSource<N>) {
    this.#source = source;
  }

  /** What is below a row, remembered as told. */
  tell(node?: N): N[] {
    const children = this.#childrenOf(node);
    this.#remember(node, children);
    return children;
  }

  /** All rows below a row or the root that were told. */
  *shown(): Generator<N> {
    for (const { rows } of this.#told.values()) {
      for (const key of rows.keys()) {
        const node = this.#nodes.get(key);
        if (node) yield node;
      }
    }
  }

  /** What is below a closed row is not in sight any more. */
  forget(node: N): void {
    const told = this.#told.get(node.key);
    this.#told.delete(node.key);
    for (const key of told?.rows.keys() ?? []) {
      const child = this.#nodes.get(key);
      if (child) this.forget(child);
    }
  }

  clear(): void {
    this.#told.clear();
    this.#nodes.clear();
  }

  /** Rows that look different now, or have others below them; undefined for the root. */
  changed(): (N | undefined)[] {
    return [...this.#told.values()].flatMap(({ node, rows }) => this.#changedBelow(node, rows));
  }

  /** VS Code knows rows by their objects: the same key is the same object as long as it is in sight. */
  #childrenOf(node: N | undefined): N[] {
    return this.#source.children(node).map((child) => {
      const known = this.#nodes.get(child.key);
      if (known && known.count === child.count) return known;
      this.#nodes.set(child.key, child);
      return child;
    });
  }

  /** The parent when other children are below it now, else the children that look different. */
  #changedBelow(node: N | undefined, rows: ReadonlyMap<string, string>): (N | undefined)[] {
    const children = this.#childrenOf(node);
    const same = children.length === rows.size && children.every(({ key }) => rows.has(key));
    if (!same) {
      const keys = new Set(children.map(({ key }) => key));
      for (const key of rows.keys()) if (!keys.has(key)) this.#nodes.delete(key);
      this.#told.delete(node?.key ?? '');
      return [node];
    }
    const changed = children.filter((child) => rows.get(child.key) !== this.#source.look(child));
    if (changed.length > 0) this.#remember(node, children);
    return changed;
  }

  #remember(node: N | undefined, children: readonly N[]): void {
    const rows = new Map(children.map((child) => [child.key, this.#source.look(child)]));
    if (rows.size > 0) this.#told.set(node?.key ?? '', { node, rows });
    else this.#told.delete(node?.key ?? '');
  }
}
