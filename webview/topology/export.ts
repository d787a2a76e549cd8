import type { BoxWords } from '../../src/drawing/draw.ts';
import { boundsOf, type Layout, type Sizes } from '../../src/drawing/layout.ts';
import { dotText, mermaidText } from '../../src/drawing/mermaid.ts';
import type { Scene } from '../../src/drawing/scene.ts';
import { LIGHT, svgText } from '../../src/drawing/svg.ts';
import type { NamespaceId } from '../../src/model/namespace.ts';
import type { Place } from '../../src/model/network/place.ts';
import { ipScript } from '../../src/model/network/script/ip-script.ts';
import type { Topology } from '../../src/model/network/topology.ts';
import { topologyJson } from '../../src/model/network/topology-json.ts';
import type { DrawingFormat } from '../../src/protocol/topology-page.ts';

export interface Drawing {
  readonly scene: Scene;
  readonly layout: Layout;
  readonly sizes: Sizes;
  readonly topology: Topology;
  readonly places: ReadonlyMap<NamespaceId, Place>;
}

/** What is shown, in a format; PNG in base64. */
export async function exportDrawing(format: DrawingFormat, drawing: Drawing, words: BoxWords): Promise<string> {
  const { scene, layout, sizes } = drawing;
  switch (format) {
    case 'svg':
      return svgText(scene, layout, sizes, words, LIGHT);
    case 'png':
      return pngOf(svgText(scene, layout, sizes, words, LIGHT), layout);
    case 'mermaid':
      return mermaidText(scene);
    case 'dot':
      return dotText(scene);
    case 'json':
      return `${JSON.stringify(topologyJson(...shownOf(drawing)), undefined, 2)}\n`;
    case 'sh':
      return ipScript(...shownOf(drawing));
  }
}

/** Only the namespaces that are shown. */
function shownOf({ scene, topology, places }: Drawing): Parameters<typeof ipScript> {
  const shown = new Set(scene.boxes.flatMap(({ namespaces }) => namespaces));
  const networks = Object.values(topology.networks).filter(({ namespace }) => shown.has(namespace));
  return [networks, topology.wires.filter(({ a }) => shown.has(a.namespace)), places];
}

/** Sharp on screens with two dots per px, but not larger than what a canvas may be. */
const SCALE = 2;
const MOST_PX = 8192;

async function pngOf(svg: string, layout: Layout): Promise<string> {
  const { width, height } = boundsOf(layout);
  const scale = Math.min(SCALE, MOST_PX / width, MOST_PX / height);
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${base64(new TextEncoder().encode(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
