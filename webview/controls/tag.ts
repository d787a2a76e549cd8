import { element } from '../panel/element.ts';

/**
 * A word that tells of what kind or in which state something is. Not the toolkit's own: that sets its style as an
 * attribute, which the policy of pages forbids.
 */
export function tag(label: string): HTMLElement {
  return element('span', { class: 'tag' }, label);
}
