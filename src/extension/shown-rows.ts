import type { Disposable } from '../base/disposable.ts';

/** A row of a tree; the key tells that it is the same in every snapshot. `count`: of a row "show more". */
interface Keyed {
  readonly key: string;
  count?: number;
}

export interface RowSource<N extends Keyed> {
  /** What is below a row now; below the root without one. */
  readonly children: (node?: N) => readonly N[];
  /** All that a row shows, as one text. */
  readonly look: (node: N) => string;
  /** What of it cannot wait, as one text: what menus go by. */
  readonly state: (node: N) => string;
  /** Called when a row that was held back may be told: what changed is to be asked for once more. */
  readonly again: () => void;
  /** Time in ms; by default that of this process. */
  readonly now?: () => number;
}

/** What VS Code was told of a row, and when. */
interface Told {
  readonly look: string;
  readonly state: string;
  readonly at: number;
}

/** A row with what was told of those below it; the root without a node. */
interface Parent<N> {
  readonly node: N | undefined;
  readonly rows: Map<string, Told>;
}

/**
 * An open row shows other numbers at most so often. With a row VS Code asks again for all that is below it, and does not
 * know those rows meanwhile: a command that is chosen for one of them then gets none.
 */
const OPEN_GAP_MS = 5000;
/** A person who did something looks for what came of it: so long no row is held back. */
const HURRY_MS = 2000;

/** The rows that VS Code has asked for, as they were told: finds those that are others now. */
export class ShownRows<N extends Keyed> implements Disposable {
  readonly #source: RowSource<N>;
  readonly #now: () => number;
  /** By the key of the parent. */
  readonly #told = new Map<string, Parent<N>>();
  readonly #closed = new Set<string>();
  readonly #nodes = new Map<string, N>();
  /** When the first row that is held back may be told. */
  #heldUntil = Number.POSITIVE_INFINITY;
  #hurryUntil = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: RowSource<N>) {
    this.#source = source;
    this.#now = source.now ?? (() => performance.now());
  }

  /** What is below a row, remembered as told. */
  tell(node?: N): N[] {
    const children = this.#childrenOf(node);
    const rows = new Map(children.map((child) => [child.key, this.#toldOf(child)]));
    if (rows.size > 0) this.#told.set(node?.key ?? '', { node, rows });
    else this.#told.delete(node?.key ?? '');
    return children;
  }

  /** All rows that were told, but those below closed ones. */
  *shown(): Generator<N> {
    for (const { rows } of this.#inSight()) {
      for (const key of rows.keys()) {
        const node = this.#nodes.get(key);
        if (node) yield node;
      }
    }
  }

  /** What is below it is not in sight any more. VS Code keeps it, and does not ask again when the row is opened. */
  close(node: N): void {
    this.#closed.add(node.key);
  }

  /** @returns whether it was closed before */
  open(node: N): boolean {
    return this.#closed.delete(node.key);
  }

  /** Something was done to what the rows show. */
  hurry(): void {
    this.#hurryUntil = this.#now() + HURRY_MS;
    if (Number.isFinite(this.#heldUntil)) this.#source.again();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#told.clear();
    this.#closed.clear();
    this.#nodes.clear();
  }

  /** Rows in sight that look different now, or have others below them; undefined for the root. */
  changed(): (N | undefined)[] {
    this.#heldUntil = Number.POSITIVE_INFINITY;
    const changed = [...this.#inSight()].flatMap((parent) => this.#changedBelow(parent));
    clearTimeout(this.#timer);
    // Nothing else may happen until then.
    if (Number.isFinite(this.#heldUntil)) {
      this.#timer = setTimeout(this.#source.again, Math.max(0, this.#heldUntil - this.#now()));
    }
    return changed;
  }

  *#inSight(node?: N): Generator<Parent<N>> {
    const key = node?.key ?? '';
    const parent = this.#told.get(key);
    if (!parent || this.#closed.has(key)) return;
    yield parent;
    for (const below of parent.rows.keys()) {
      const child = this.#nodes.get(below);
      if (child) yield* this.#inSight(child);
    }
  }

  /** VS Code knows rows by their objects: the same key is the same object as long as it is in sight. */
  #childrenOf(node: N | undefined): N[] {
    return this.#source.children(node).map((child) => {
      const known = this.#nodes.get(child.key);
      if (!known) {
        this.#nodes.set(child.key, child);
        return child;
      }
      if (child.count !== undefined) known.count = child.count;
      return known;
    });
  }

  /** The parent when other children are below it now, else the children that look different. */
  #changedBelow({ node, rows }: Parent<N>): (N | undefined)[] {
    const children = this.#childrenOf(node);
    const same = children.length === rows.size && children.every(({ key }) => rows.has(key));
    if (!same) {
      const keys = new Set(children.map(({ key }) => key));
      for (const key of rows.keys()) if (!keys.has(key)) this.#forget(key);
      this.#told.delete(node?.key ?? '');
      return [node];
    }
    return children.filter((child) => this.#isAnother(child, rows));
  }

  #forget(key: string): void {
    const below = this.#told.get(key)?.rows.keys() ?? [];
    this.#told.delete(key);
    this.#closed.delete(key);
    this.#nodes.delete(key);
    for (const child of below) this.#forget(child);
  }

  /** Whether VS Code is to be told of a row, which is remembered. */
  #isAnother(child: N, rows: Map<string, Told>): boolean {
    const before = rows.get(child.key);
    const look = this.#source.look(child);
    if (before?.look === look) return false;
    const now = this.#toldOf(child, look);
    const isOpen = this.#told.has(child.key) && !this.#closed.has(child.key);
    const mayWait = isOpen && now.at >= this.#hurryUntil;
    if (mayWait && before?.state === now.state && now.at - before.at < OPEN_GAP_MS) {
      this.#heldUntil = Math.min(this.#heldUntil, before.at + OPEN_GAP_MS);
      return false;
    }
    rows.set(child.key, now);
    return true;
  }

  #toldOf(node: N, look = this.#source.look(node)): Told {
    return { look, state: this.#source.state(node), at: this.#now() };
  }
}
