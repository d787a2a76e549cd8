/** A piece of SVG as data: a page makes elements of it, an export text. Text in it is text, never markup. */
export interface Shape {
  readonly tag: 'g' | 'rect' | 'path' | 'text' | 'circle' | 'title' | 'tspan';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly Shape[];
  readonly text?: string;
}

export function shape(
  tag: Shape['tag'],
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly (Shape | string)[]
): Shape {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const text = children.find((child) => typeof child === 'string');
  return {
    tag,
    attributes: Object.fromEntries(given),
    children: children.filter((child) => typeof child !== 'string'),
    ...(text !== undefined && { text }),
  };
}

/** As XML. */
export function shapeText({ tag, attributes, children, text }: Shape): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${xml(String(value))}"`);
  const inside = (text === undefined ? '' : xml(text)) + children.map(shapeText).join('');
  return inside === '' ? `<${tag}${given.join('')}/>` : `<${tag}${given.join('')}>${inside}</${tag}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function xml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
