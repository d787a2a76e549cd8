import { element, setText } from '../panel/element.ts';

/** A small table; its first column names the rows, the others are numbers. */
export class DataTable {
  readonly element: HTMLTableElement;
  readonly #body = element('tbody');

  /** @param caption for screen readers */
  constructor(caption: string, headings: readonly string[]) {
    const head = element('tr', {}, ...headings.map((heading) => element('th', { scope: 'col' }, heading)));
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
      const row = this.#body.rows[at] ?? this.#body.appendChild(rowOf(cells));
      cells.forEach((cell, column) => {
        const shown = row.cells[column];
        if (shown) setText(shown, cell);
      });
    });
  }
}

function rowOf(cells: readonly string[]): HTMLTableRowElement {
  return element('tr', {}, ...cells.map((_, at) => (at === 0 ? element('th', { scope: 'row' }) : element('td'))));
}
