import { element, setAttribute } from '../panel/element.ts';

/** From this share of a limit on it is nearly reached, and about to be. */
const NEAR = 0.8;
const FULL = 0.95;

/** How much of something is used. */
export class Meter {
  readonly element: HTMLElement;
  readonly #bar = element('div', { class: 'meter-bar' });

  constructor(name: string) {
    const range = { 'aria-valuemin': '0', 'aria-valuemax': '100' };
    this.element = element('div', { class: 'meter', role: 'meter', 'aria-label': name, ...range }, this.#bar);
  }

  /** @param share 0 to 1 */
  show(share: number, words: string): void {
    const shown = Math.min(1, Math.max(0, share));
    setAttribute(this.element, 'aria-valuenow', String(Math.round(shown * 100)));
    setAttribute(this.element, 'aria-valuetext', words);
    this.#bar.style.setProperty('width', `${(shown * 100).toFixed(1)}%`);
    this.#bar.classList.toggle('near', shown >= NEAR && shown < FULL);
    this.#bar.classList.toggle('full', shown >= FULL);
  }
}
