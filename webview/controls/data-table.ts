import { element, setText } from '../panel/element.ts';

/** Something that can be done with each row. */
export interface RowAction {
  /** For a row, by its first cell. */
  readonly label: (name: string) => string;
  /** @param at place of the row */
  readonly act: (at: number) => void;
}

/** A small table; its first column names the rows, the others are numbers. */
export class DataTable {
  readonly element: HTMLTableElement;
  readonly #body = element('tbody');
  readonly #action: RowAction | undefined;

  /** @param caption for screen readers */
  constructor(caption: string, headings: readonly string[], action?: RowAction) {
    this.#action = action;
    const head = element('tr', {}, ...headings.map((heading) => element('th', { scope: 'col' }, heading)));
    if (action) head.cells[0]?.after(element('td'));
    this.element = element(
      'table',
      { class: 'data-table' },
      element('caption', { class: 'unseen' }, caption),
      element('thead', {}, head),
      this.#body,
    );
  }

  show(rows: readonly (readonly string[])[]): void {
    this.element.hidden = rows.length === 0;
    while (this.#body.rows.length > rows.length) this.#body.deleteRow(-1);
    rows.forEach((cells, at) => {
      const row = this.#body.rows[at] ?? this.#body.appendChild(this.#rowOf(cells, at));
      cells.forEach((cell, column) => {
        // The button is behind the name.
        const shown = row.cells[this.#action && column > 0 ? column + 1 : column];
        const text = shown?.firstChild;
        if (text) setText(text, cell);
      });
      this.#label(row, cells);
    });
  }

  #rowOf(cells: readonly string[], at: number): HTMLTableRowElement {
    const made = cells.map((_, column) =>
      column === 0 ? element('th', { scope: 'row' }, '\u00a0') : element('td', {}, '\u00a0'),
    );
    const row = element('tr', {}, ...made);
    const action = this.#action;
    if (action) {
      const act = element('button', { type: 'button', class: 'row-action' }, '…');
      act.addEventListener('click', () => action.act(at));
      made[0]?.after(element('td', { class: 'action-cell' }, act));
    }
    return row;
  }

  #label(row: HTMLTableRowElement, [name = '']: readonly string[]): void {
    const act = row.querySelector('button');
    if (!act || !this.#action) return;
    const label = this.#action.label(name);
    act.setAttribute('aria-label', label);
    act.title = label;
  }
}
