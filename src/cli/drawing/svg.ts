import { createRequire } from 'node:module';
import path from 'node:path';
import { Arranger, type EngineWorker } from '../../drawing/arranger.ts';
import { fold, MOST_BOXES } from '../../drawing/fold.ts';
import { measure } from '../../drawing/measure.ts';
import type { Box, Scene } from '../../drawing/scene.ts';
import { svgText } from '../../drawing/svg.ts';

/** The layout engine stands beside the bundles, for pages: it is one program for both. */
const ENGINE = 'webview/elk-worker.js';

/** A drawing that needs nothing else; those alike are folded where there are very many. */
export async function drawSvg(whole: Scene): Promise<string> {
  const scene = fold(whole, { opened: new Set(), kept: new Set(), most: 2 * MOST_BOXES });
  const sizes = new Map(scene.boxes.map((box) => [box.key, measure(box)]));
  const arranger = new Arranger({ makeWorker, timer: () => () => undefined });
  const layout = await arranger.arrange(scene, sizes);
  return svgText(scene, layout, sizes, { titleOf: ({ kind }) => kind, subtitleOf });
}

function subtitleOf({ kind, namespaces, container, processes }: Box): string {
  if (kind === 'folded') return `${namespaces.length} alike`;
  if (processes === undefined) return '';
  const count = processes === 1 ? '1 process' : `${processes} processes`;
  return container === undefined ? count : `${container} · ${count}`;
}

/** Works in this thread: nothing else is to be done. */
function makeWorker(): EngineWorker {
  const load = createRequire(__filename);
  const engine: { readonly Worker: new () => EngineWorker } = load(path.join(__dirname, ENGINE));
  return new engine.Worker();
}
