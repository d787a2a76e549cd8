import type { Shape } from '../../src/drawing/shape.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** An element of SVG; text in it is text. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** Makes elements of a shape. */
export function shapeElement({ tag, attributes, children, text }: Shape): SVGElement {
  const made = svgElement(tag, attributes);
  if (text !== undefined) made.textContent = text;
  made.append(...children.map(shapeElement));
  return made;
}

/** Changes an element that was made of one shape into what another says, and keeps what is equal: so the focus stays. */
export function patch(node: Element, before: Shape, after: Shape): void {
  for (const name of Object.keys(before.attributes)) {
    if (!Object.hasOwn(after.attributes, name)) node.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(after.attributes)) {
    if (before.attributes[name] !== value) node.setAttribute(name, String(value));
  }
  if (after.text !== undefined && after.text !== before.text) node.textContent = after.text;
  patchChildren(node, before.children, after.children);
}

function patchChildren(node: Element, before: readonly Shape[], after: readonly Shape[]): void {
  if (before === after) return;
  for (let at = before.length - 1; at >= after.length; at--) node.children[at]?.remove();
  after.forEach((child, at) => {
    const [there, old] = [node.children[at], before[at]];
    if (there && old && old.tag === child.tag) patch(there, old, child);
    else if (there) there.replaceWith(shapeElement(child));
    else node.append(shapeElement(child));
  });
}
