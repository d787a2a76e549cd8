import { element, setAttribute, setText } from '../panel/element.ts';
import { ActiveRow } from './active-row.ts';

/** What stands in a cell. */
export interface Cell {
  readonly text: string;
  /** 0 to 1: a bar behind the text. */
  readonly share?: number;
  /** Tells more to who points at it. */
  readonly hint?: string;
  /** Nothing, or not known: shown so that the rest stands out. */
  readonly faint?: boolean;
}

export interface TableColumn<R> {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** In px; the least of a column that grows. */
  readonly width: number;
  /** Its part of the room that is left; 0: none. */
  readonly grow: number;
  readonly numeric: boolean;
  readonly cell: (row: R) => Cell;
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

export interface VirtualTableOptions<R> {
  /** For screen readers. */
  readonly label: string;
  readonly keyOf: (row: R) => string;
  /** For the context menu of VS Code: `data-vscode-context`. */
  readonly context: (row: R) => object;
  readonly onSort: (column: string) => void;
  /** Enter, or a double click. */
  readonly onActivate: (keys: readonly string[]) => void;
  readonly onSelect: (keys: readonly string[]) => void;
  /** Other rows are in sight. */
  readonly onSight: (rows: readonly R[]) => void;
}

/** A track of a CSS grid: the same in every row, whatever is in it. */
function trackOf({ width, grow }: Pick<TableColumn<never>, 'width' | 'grow'>): string {
  return grow === 0 ? `${width}px` : `minmax(${width}px, ${grow}fr)`;
}

const ROW_HEIGHT = 22;
/** Rows above and below those in sight that are drawn, too. */
const MARGIN = 6;

/**
 * A table that draws only the rows in sight, and changes them in place. It has the focus itself and tells which row is
 * active, so that neither focus nor selection are lost when rows move. Arrow keys go over rows, up from the first to the
 * headings, where left and right choose one and Enter sorts.
 */
export class VirtualTable<R> {
  readonly element: HTMLElement;
  readonly #options: VirtualTableOptions<R>;
  readonly #head = element('div', { role: 'row', class: 'table-head', 'aria-rowindex': '1' });
  readonly #body = element('div', { role: 'rowgroup', class: 'table-body' });
  readonly #drawn: HTMLElement[] = [];
  readonly #active: ActiveRow;
  #columns: readonly TableColumn<R>[] = [];
  #rows: readonly R[] = [];
  #keys: readonly string[] = [];
  #sort: TableSort = { column: '', descending: false };
  #sight = '';

  constructor(options: VirtualTableOptions<R>) {
    this.#options = options;
    const head = element('div', { role: 'rowgroup', class: 'table-heads' }, this.#head);
    const names = { 'aria-label': options.label, 'aria-multiselectable': 'true' };
    this.element = element('div', { class: 'table', role: 'grid', tabindex: '0', ...names }, head, this.#body);
    this.#active = new ActiveRow({
      keys: () => this.#keys,
      page: () => Math.max(1, Math.floor(this.#room / ROW_HEIGHT) - 1),
      columns: () => this.#columns.length,
    });
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('focus', () => this.#draw());
    this.#head.addEventListener('click', (event) => this.#clickHead(event));
    this.#body.addEventListener('mousedown', (event) => this.#clickRow(event));
    this.#body.addEventListener('dblclick', () => options.onActivate(this.selection));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** Keys of the selected rows that are there. */
  get selection(): readonly string[] {
    return this.#active.selection;
  }

  set columns(columns: readonly TableColumn<R>[]) {
    if (columns.map(({ id }) => id).join() === this.#columns.map(({ id }) => id).join()) return;
    this.#columns = columns;
    this.element.style.setProperty('--columns', columns.map(trackOf).join(' '));
    this.element.style.setProperty('--least', `${columns.reduce((sum, { width }) => sum + width, 0)}px`);
    setAttribute(this.element, 'aria-colcount', String(columns.length));
    this.#head.replaceChildren(...columns.map((column, at) => this.#heading(column, at)));
    for (const row of this.#drawn.splice(0)) row.remove();
    this.#draw();
  }

  show(rows: readonly R[], sort: TableSort): void {
    this.#rows = rows;
    this.#keys = rows.map(this.#options.keyOf);
    this.#sort = sort;
    setAttribute(this.element, 'aria-rowcount', String(rows.length + 1));
    this.#body.style.setProperty('height', `${rows.length * ROW_HEIGHT}px`);
    this.#draw();
  }

  /** Height of the part in which rows are. */
  get #room(): number {
    return this.element.clientHeight - this.#head.offsetHeight;
  }

  #heading({ id, title, hint, numeric }: TableColumn<R>, at: number): HTMLElement {
    const classes = numeric ? 'cell numeric' : 'cell';
    return element(
      'div',
      { role: 'columnheader', id: `head-${at}`, class: classes, 'data-column': id, title: hint },
      title,
    );
  }

  /** Draws the rows in sight, and the active one wherever it is, so that it can be told of. */
  #draw(): void {
    const { scrollTop } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - MARGIN);
    const end = Math.min(this.#rows.length, Math.ceil((scrollTop + this.#room) / ROW_HEIGHT) + MARGIN);
    const places = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
    const active = this.#active.place;
    if (active !== undefined && active < first) places.unshift(active);
    if (active !== undefined && active >= end) places.push(active);
    while (this.#drawn.length > places.length) this.#drawn.pop()?.remove();
    while (this.#drawn.length < places.length) this.#drawn.push(this.#body.appendChild(this.#emptyRow()));
    places.forEach((place, at) => this.#fill(this.#drawn[at], place));
    this.#showHead();
    this.#tellActive();
    this.#tellSight(first, end);
  }

  #emptyRow(): HTMLElement {
    const cells = this.#columns.map(({ numeric }) =>
      element('div', { role: 'gridcell', class: numeric ? 'cell numeric' : 'cell' }),
    );
    return element('div', { role: 'row', class: 'table-row' }, ...cells);
  }

  #fill(drawn: HTMLElement | undefined, place: number): void {
    const row = this.#rows[place];
    if (!drawn || row === undefined) return;
    const key = this.#options.keyOf(row);
    setAttribute(drawn, 'id', `row-${place}`);
    setAttribute(drawn, 'aria-rowindex', String(place + 2));
    setAttribute(drawn, 'aria-selected', String(this.#active.isSelected(key)));
    setAttribute(drawn, 'data-vscode-context', JSON.stringify(this.#options.context(row)));
    drawn.classList.toggle('active', place === this.#active.place);
    drawn.style.setProperty('transform', `translateY(${place * ROW_HEIGHT}px)`);
    this.#columns.forEach((column, at) => {
      const shown = drawn.children[at];
      if (shown instanceof HTMLElement) fillCell(shown, column.cell(row));
    });
  }

  #showHead(): void {
    [...this.#head.children].forEach((heading, at) => {
      const isSorted = this.#columns[at]?.id === this.#sort.column;
      setAttribute(heading, 'aria-sort', isSorted ? (this.#sort.descending ? 'descending' : 'ascending') : 'none');
      heading.classList.toggle('active', at === this.#active.column);
    });
  }

  #tellActive(): void {
    const { place, column } = this.#active;
    const id = column === undefined ? (place === undefined ? undefined : `row-${place}`) : `head-${column}`;
    setAttribute(this.element, 'aria-activedescendant', id);
    const row = place === undefined ? undefined : this.#rows[place];
    const context = row === undefined ? undefined : JSON.stringify(this.#options.context(row));
    setAttribute(this.element, 'data-vscode-context', context);
  }

  #tellSight(first: number, end: number): void {
    const rows = this.#rows.slice(first, end);
    const keys = this.#keys.slice(first, end).join('\n');
    if (keys === this.#sight) return;
    this.#sight = keys;
    this.#options.onSight(rows);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#enter(event.key === ' ');
      return;
    }
    if (event.altKey || event.metaKey || !this.#active.go(event.key, event.shiftKey)) return;
    event.preventDefault();
    this.#scrollToActive();
    this.#draw();
    this.#options.onSelect(this.selection);
  }

  #enter(isSpace: boolean): void {
    const { column } = this.#active;
    const sorted = column === undefined ? undefined : this.#columns[column];
    if (sorted) this.#options.onSort(sorted.id);
    else if (!isSpace && this.selection.length > 0) this.#options.onActivate(this.selection);
  }

  #scrollToActive(): void {
    const { place } = this.#active;
    if (place === undefined) return;
    const top = place * ROW_HEIGHT;
    const { scrollTop } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + this.#room) this.element.scrollTop = top + ROW_HEIGHT - this.#room;
  }

  #clickHead({ target }: MouseEvent): void {
    const column = target instanceof HTMLElement ? target.dataset['column'] : undefined;
    if (column !== undefined) this.#options.onSort(column);
  }

  #clickRow(event: MouseEvent): void {
    const drawn = event.target instanceof Element ? event.target.closest('.table-row') : null;
    const place = Number(drawn?.getAttribute('aria-rowindex')) - 2;
    const row = this.#rows[place];
    if (row === undefined) return;
    const key = this.#options.keyOf(row);
    // The menu is of all that is selected, if it opens on one of those.
    if (event.button === 0 || !this.#active.isSelected(key)) {
      this.#active.choose(key, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only');
    }
    this.#draw();
    this.#options.onSelect(this.selection);
  }
}

function fillCell(shown: HTMLElement, { text, share, hint, faint = false }: Cell): void {
  shown.classList.toggle('faint', faint);
  setText(shown, text);
  setAttribute(shown, 'title', hint);
  const bar = share === undefined ? '0%' : `${(Math.min(1, share) * 100).toFixed(1)}%`;
  if (shown.style.getPropertyValue('--share') !== bar) shown.style.setProperty('--share', bar);
}
