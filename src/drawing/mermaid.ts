import { printable } from '../base/text.ts';
import { titleText } from './measure.ts';
import type { Box, Scene, SceneWire } from './scene.ts';

/** A graph of boxes and wires, each with its text. */
interface Graph {
  readonly boxes: readonly { readonly id: string; readonly text: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly text: string }[];
}

/** A drawing in the language of https://mermaid.js.org. */
export function mermaidText(scene: Scene): string {
  const quoted = (text: string) => `"${text.replace(/[#"<>&]/g, (sign) => `#${sign.charCodeAt(0)};`)}"`;
  const { boxes, edges } = graphOf(scene);
  return [
    'graph LR',
    ...boxes.map(({ id, text }) => `  ${id}[${quoted(text)}]`),
    ...edges.map(({ from, to, text }) => `  ${from} ---|${quoted(text)}| ${to}`),
    '',
  ].join('\n');
}

/** A drawing in the language of Graphviz, https://graphviz.org/doc/info/lang.html. */
export function dotText(scene: Scene): string {
  const quoted = (text: string) => `"${text.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
  const { boxes, edges } = graphOf(scene);
  return [
    'graph isolens {',
    '  node [shape=box];',
    ...boxes.map(({ id, text }) => `  ${id} [label=${quoted(text)}];`),
    ...edges.map(({ from, to, text }) => `  ${from} -- ${to} [label=${quoted(text)}];`),
    '}',
    '',
  ].join('\n');
}

function graphOf({ boxes, wires }: Scene): Graph {
  const ids = new Map(boxes.map(({ key }, at) => [key, `n${at}`]));
  const names = new Map(boxes.flatMap((box) => box.rows.map((row) => [row.key, printable(row.name, 100)] as const)));
  const text = ({ a, b }: SceneWire) => [names.get(a.row), names.get(b.row)].filter(Boolean).join(' – ');
  return {
    boxes: boxes.map((box) => ({ id: ids.get(box.key) ?? '', text: nameOf(box) })),
    edges: wires.map((wire) => ({ from: ids.get(wire.a.box) ?? '', to: ids.get(wire.b.box) ?? '', text: text(wire) })),
  };
}

function nameOf(box: Box): string {
  return box.title === '' ? box.kind : titleText(box);
}
