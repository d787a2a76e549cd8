import { element, setText } from '../panel/element.ts';

/** A fact: what it is of, and what it is. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Labels with values below each other. The same labels again keep their elements. */
export class Facts {
  readonly element = element('dl', { class: 'facts' });
  #labels = '';

  show(facts: readonly Fact[]): void {
    const labels = JSON.stringify(facts.map(({ label }) => label));
    if (labels !== this.#labels) {
      this.#labels = labels;
      this.element.replaceChildren(...facts.map(rowOf));
    }
    const values = this.element.querySelectorAll('dd');
    facts.forEach(({ value }, at) => {
      const shown = values[at];
      if (shown) setText(shown, value);
    });
    this.element.hidden = facts.length === 0;
  }
}

function rowOf({ label }: Fact): HTMLElement {
  return element('div', {}, element('dt', {}, label), element('dd'));
}
