export interface ActiveRowOptions {
  /** Keys of all rows, in their order now. */
  readonly keys: () => readonly string[];
  /** Rows that are in sight at once. */
  readonly page: () => number;
  readonly columns: () => number;
}

/** How a row is chosen: alone, in addition or no more, with all between. */
export type Choice = 'only' | 'toggle' | 'range';

/** Which row or heading of a table is active, and which rows are selected: by key, so that rows may move. */
export class ActiveRow {
  readonly #options: ActiveRowOptions;
  readonly #selected = new Set<string>();
  #key: string | undefined;
  /** Where a range begins. */
  #anchor: string | undefined;
  #column: number | undefined;

  constructor(options: ActiveRowOptions) {
    this.#options = options;
  }

  /** Of the active row; undefined for none, also while a heading is active. */
  get place(): number | undefined {
    if (this.#key === undefined || this.#column !== undefined) return undefined;
    const at = this.#options.keys().indexOf(this.#key);
    return at < 0 ? undefined : at;
  }

  /** Of the active heading. */
  get column(): number | undefined {
    return this.#column;
  }

  get selection(): readonly string[] {
    return this.#selected.size === 0 ? [] : this.#options.keys().filter((key) => this.#selected.has(key));
  }

  isSelected(key: string): boolean {
    return this.#selected.has(key);
  }

  choose(key: string, choice: Choice): void {
    this.#column = undefined;
    if (choice === 'range') this.#select(this.#range(key));
    else if (choice === 'only') this.#select([key]);
    else if (!this.#selected.delete(key)) this.#selected.add(key);
    if (choice !== 'range') this.#anchor = key;
    this.#key = key;
  }

  /** Goes where a key leads. @returns whether the key means something here */
  go(key: string, extend: boolean): boolean {
    return this.#column === undefined ? this.#goRows(key, extend) : this.#goHeadings(key, this.#column);
  }

  #goRows(key: string, extend: boolean): boolean {
    const place = this.place;
    const last = this.#options.keys().length - 1;
    const from = place ?? -1;
    const page = this.#options.page();
    const to: Readonly<Record<string, number>> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + page,
      PageUp: Math.max(0, from - page),
      Home: 0,
      End: last,
    };
    const next = Object.hasOwn(to, key) ? to[key] : undefined;
    if (next === undefined) return false;
    if (next < 0) this.#column = 0;
    else this.#choosePlace(Math.min(last, next), extend);
    return true;
  }

  #goHeadings(key: string, column: number): boolean {
    const last = this.#options.columns() - 1;
    if (key === 'ArrowDown') {
      this.#column = undefined;
      if (this.place === undefined) this.#choosePlace(0, false);
    } else if (key === 'ArrowLeft') this.#column = Math.max(0, column - 1);
    else if (key === 'ArrowRight') this.#column = Math.min(last, column + 1);
    else if (key === 'Home') this.#column = 0;
    else if (key === 'End') this.#column = last;
    else return key === 'ArrowUp';
    return true;
  }

  #choosePlace(place: number, extend: boolean): void {
    const key = this.#options.keys()[place];
    if (key !== undefined) this.choose(key, extend ? 'range' : 'only');
  }

  #range(key: string): readonly string[] {
    const keys = this.#options.keys();
    const [from, to] = [keys.indexOf(this.#anchor ?? key), keys.indexOf(key)];
    return from < 0 ? [key] : keys.slice(Math.min(from, to), Math.max(from, to) + 1);
  }

  #select(keys: readonly string[]): void {
    this.#selected.clear();
    for (const key of keys) this.#selected.add(key);
  }
}
