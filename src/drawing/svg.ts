import { at, type BoxWords, boxShape, wireShape } from './draw.ts';
import { boundsOf, type Layout, type Sizes } from './layout.ts';
import type { Scene } from './scene.ts';
import { shape, shapeText, xml } from './shape.ts';

/** Colours of a drawing that stands by itself. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly faint: string;
  readonly frame: string;
  readonly box: string;
  readonly inner: string;
  readonly up: string;
  readonly bad: string;
  /** As many as {@link COLOURS}. */
  readonly subnets: readonly string[];
}

/** For paper. */
export const LIGHT: Palette = {
  background: '#ffffff',
  foreground: '#1f1f1f',
  faint: '#5f6368',
  frame: '#8a8f98',
  box: '#f8f8f8',
  inner: '#eef0f3',
  up: '#1a7f37',
  bad: '#c62828',
  subnets: ['#1a5fb4', '#8e44ad', '#9a6700', '#1a7f37', '#b3261e', '#00707a'],
};

/** The drawing as a document of SVG that needs nothing else. */
export function svgText(scene: Scene, layout: Layout, sizes: Sizes, words: BoxWords, palette: Palette = LIGHT): string {
  const { x, y, width, height } = boundsOf(layout);
  const wires = scene.wires.flatMap((wire) => {
    const way = layout.wires.get(wire.key);
    return way ? [wireShape(wire, way)] : [];
  });
  const boxes = scene.boxes.flatMap((box) => {
    const [rect, size] = [layout.boxes.get(box.key), sizes.get(box.key)];
    return rect && size ? [shape('g', { transform: at(rect) }, boxShape(box, size, words))] : [];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${xml(styles(palette))}</style>`,
    shapeText(shape('rect', { class: 'paper', x, y, width, height })),
    ...[...wires, ...boxes].map(shapeText),
    '</svg>',
    '',
  ].join('\n');
}

function styles(colors: Palette): string {
  const subnets = colors.subnets.map(
    (color, at) => `.address.subnet-${at}{fill:${color}}.wire.subnet-${at} .line{stroke:${color}}`,
  );
  return [
    'text{font:12px system-ui,sans-serif}',
    `.paper{fill:${colors.background}}`,
    `.edge,.behind{fill:${colors.box};stroke:${colors.frame}}.host .edge{stroke-width:2}`,
    `.outside .edge,.elsewhere .edge{stroke-dasharray:4 3}`,
    `.rule{stroke:${colors.frame};stroke-opacity:.4;fill:none}`,
    `.switch{fill:${colors.inner}}`,
    `.title{fill:${colors.foreground};font-weight:600}.subtitle{fill:${colors.faint};font-size:11px}`,
    `.name{fill:${colors.foreground}}.address{fill:${colors.faint}}`,
    `.state{fill:${colors.up};stroke:${colors.up}}.no-carrier .state{fill:none}`,
    `.down .state{fill:none;stroke:${colors.bad}}.cross{stroke:${colors.bad}}`,
    '.hit{display:none}',
    `.line{fill:none;stroke:${colors.faint};stroke-width:1.5}`,
    ...subnets,
    '.tunnel .line{stroke-dasharray:6 4}.wire.no-carrier .line{stroke-dasharray:2 4}',
    `.wire.down .line{stroke:${colors.bad};stroke-dasharray:2 4}`,
    `.rate{fill:${colors.faint};font-size:10px}`,
  ].join('');
}
