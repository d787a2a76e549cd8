import elkjs, { type ElkNode as ElkInput } from 'elkjs/lib/elk-api.js';
import { type ElkNode, ENGINES, type Engine, elkGraph, layoutOf } from './elk-graph.ts';
import { type Layout, type Rect, routeAll, type Sizes } from './layout.ts';
import type { BoxKey, Scene } from './scene.ts';

/** What the engine runs in: a worker of a browser, or something that is like one. */
export interface EngineWorker {
  postMessage(message: unknown): void;
  terminate?(): void;
}

export interface ArrangerOptions {
  readonly makeWorker: () => EngineWorker;
  /** One engine gets so long, in ms; then it is ended and the next is tried. */
  readonly limit?: number;
  /** Starts a timer, and gives what stops it. */
  readonly timer: (act: () => void, ms: number) => () => void;
}

const LIMIT_MS = 10_000;

/** Finds places for a whole scene. Never fails: where all engines do, boxes go in rows. */
export class Arranger {
  readonly #options: ArrangerOptions;
  #elk: { readonly layout: (graph: ElkInput) => Promise<ElkNode>; readonly end: () => void } | undefined;

  constructor(options: ArrangerOptions) {
    this.#options = options;
  }

  async arrange(scene: Scene, sizes: Sizes): Promise<Layout> {
    for (const engine of ENGINES) {
      const found = await this.#try(scene, sizes, engine);
      if (found) return found;
    }
    return inRows(scene, sizes);
  }

  dispose(): void {
    this.#elk?.end();
    this.#elk = undefined;
  }

  async #try(scene: Scene, sizes: Sizes, engine: Engine): Promise<Layout | undefined> {
    let stop = (): void => undefined;
    try {
      const elk = (this.#elk ??= this.#start());
      const limit = new Promise<undefined>((resolve) => {
        stop = this.#options.timer(() => resolve(undefined), this.#options.limit ?? LIMIT_MS);
      });
      const result = await Promise.race([elk.layout(asInput(elkGraph(scene, sizes, engine))), limit]);
      if (result) return layoutOf(result, scene, sizes);
      this.dispose();
    } catch {
      // The engine throws for some graphs; the next one takes them.
    } finally {
      stop();
    }
    return undefined;
  }

  #start() {
    const elk = new elkjs.default({ workerFactory: () => this.#options.makeWorker() });
    return {
      layout: async (graph: ElkInput): Promise<ElkNode> => fromOutput(await elk.layout(graph)),
      end: () => elk.terminateWorker(),
    };
  }
}

/** The engine writes into what it is given. */
function asInput(graph: ElkNode): ElkInput {
  return JSON.parse(JSON.stringify(graph)) as ElkInput;
}

function fromOutput(graph: ElkInput): ElkNode {
  return graph as ElkNode;
}

const GAP = 36;

/** Boxes next to each other, in rows of about the same width. */
export function inRows({ boxes, wires }: Scene, sizes: Sizes): Layout {
  const area = boxes.reduce((sum, { key }) => sum + areaOf(key, sizes), 0);
  const most = Math.max(600, Math.sqrt(area * 1.6));
  const placed = new Map<BoxKey, Rect>();
  let [x, y, tallest] = [0, 0, 0];
  for (const { key } of boxes) {
    const { width, height } = sizes.get(key) ?? { width: 0, height: 0 };
    if (x > 0 && x + width > most) [x, y, tallest] = [0, y + tallest + GAP, 0];
    placed.set(key, { x, y, width, height });
    x += width + GAP;
    tallest = Math.max(tallest, height);
  }
  return { boxes: placed, wires: routeAll(wires, placed, sizes) };
}

function areaOf(key: BoxKey, sizes: Sizes): number {
  const { width = 0, height = 0 } = sizes.get(key) ?? {};
  return (width + GAP) * (height + GAP);
}
