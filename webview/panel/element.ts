/** What elements are made of: text is always text, never markup. */
export type Child = Node | string;

/** Makes an element. Styles are set through `style`, because the policy of pages forbids them as attributes. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K];
/** The same for elements that are not of HTML itself. */
export function element(
  tag: `${string}-${string}`,
  attributes?: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElement;
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Changes the text of a node only where it differs: nothing is drawn, and nothing selected is lost, for the same text. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets or removes an attribute, only where it differs. */
export function setAttribute(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
