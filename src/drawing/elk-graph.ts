import { groupBy } from '../base/group-by.ts';
import { type Layout, type Point, portHeight, type Rect, routeAll, type Side, type Sizes } from './layout.ts';
import { type Directed, orient } from './orientation.ts';
import type { BoxKey, Scene, SceneEnd } from './scene.ts';

/** What the engine takes and gives back (https://eclipse.dev/elk: the JSON format). */
export interface ElkNode {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly layoutOptions?: Readonly<Record<string, string>>;
  readonly ports?: readonly ElkPort[];
  readonly children?: readonly ElkNode[];
  readonly edges?: readonly ElkEdge[];
}

export interface ElkPort {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly layoutOptions: Readonly<Record<string, string>>;
}

export interface ElkEdge {
  readonly id: string;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly sections?: readonly {
    readonly startPoint: Point;
    readonly endPoint: Point;
    readonly bendPoints?: readonly Point[];
  }[];
}

/** How the engine is asked, the best first: where it fails, the next is tried. */
export const ENGINES = ['layered', 'plain', 'rectpacking'] as const;
export type Engine = (typeof ENGINES)[number];

const LAYERED = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.spacing.nodeNodeBetweenLayers': '72',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.componentComponent': '36',
  'elk.separateConnectedComponents': 'true',
  'elk.aspectRatio': '1.6',
  'elk.randomSeed': '1',
};

const OPTIONS: Readonly<Record<Engine, Readonly<Record<string, string>>>> = {
  layered: LAYERED,
  plain: { ...LAYERED, 'elk.layered.nodePlacement.strategy': 'SIMPLE' },
  rectpacking: { 'elk.algorithm': 'rectpacking', 'elk.aspectRatio': '1.6', 'elk.spacing.nodeNode': '40' },
};

/** The scene as the engine takes it; wires end at the rows of their boxes, on the side that their way asks for. */
export function elkGraph(scene: Scene, sizes: Sizes, engine: Engine): ElkNode {
  const directed = orient(scene);
  const ports = portsOf(directed, sizes);
  const linked = engine !== 'rectpacking';
  return {
    id: 'root',
    layoutOptions: { ...columns(scene), ...OPTIONS[engine] },
    children: scene.boxes.map(({ key }) => {
      const { width, height } = sizes.get(key) ?? { width: 0, height: 0 };
      const own = linked ? (ports.get(key) ?? []) : [];
      return { id: key, width, height, layoutOptions: { 'elk.portConstraints': 'FIXED_POS' }, ports: own };
    }),
    edges: linked ? directed.map(edgeOf) : [],
  };
}

/**
 * So many boxes above each other that all together are about as high as wide; and straight wires, where there are many in the
 * way that takes half the time.
 */
function columns({ boxes }: Scene): Readonly<Record<string, string>> {
  const most = Math.max(LEAST_HIGH, Math.ceil(Math.sqrt(boxes.length) * 1.7));
  return {
    'elk.layered.layering.strategy': 'COFFMAN_GRAHAM',
    'elk.layered.layering.coffmanGraham.layerBound': String(most),
    'elk.layered.nodePlacement.strategy': boxes.length > MANY ? 'LINEAR_SEGMENTS' : 'NETWORK_SIMPLEX',
  };
}

const MANY = 60;
const LEAST_HIGH = 8;

function edgeOf(directed: Directed): ElkEdge {
  const [[from, out], [to, into]] = endsOf(directed);
  return { id: directed.wire.key, sources: [portId(from, out)], targets: [portId(to, into)] };
}

/** Where a wire begins and ends, each with the side of its box. */
function endsOf({ wire, forward }: Directed): [[SceneEnd, Side], [SceneEnd, Side]] {
  const [from, to] = forward ? [wire.a, wire.b] : [wire.b, wire.a];
  return [
    [from, 'EAST'],
    [to, from.box === to.box ? 'EAST' : 'WEST'],
  ];
}

function portId({ box, row }: SceneEnd, side: Side): string {
  return `${side} ${box} ${row}`;
}

function portsOf(directed: readonly Directed[], sizes: Sizes): Map<BoxKey, ElkPort[]> {
  const ends = new Map(directed.flatMap(endsOf).map(([end, side]) => [portId(end, side), { end, side }] as const));
  const ports = new Map<BoxKey, ElkPort[]>();
  for (const [box, own] of groupBy(ends.values(), ({ end }) => end.box)) {
    ports.set(
      box,
      own.map(({ end, side }) => portOf(end, side, sizes)),
    );
  }
  return ports;
}

function portOf(end: SceneEnd, side: Side, sizes: Sizes): ElkPort {
  const x = side === 'EAST' ? (sizes.get(end.box)?.width ?? 0) : 0;
  const layoutOptions = { 'elk.port.side': side };
  return { id: portId(end, side), x, y: portHeight(end, sizes), width: 0, height: 0, layoutOptions };
}

/** Where the engine has put things. What it has not routed goes the simple way. */
export function layoutOf(result: ElkNode, scene: Scene, sizes: Sizes): Layout {
  const boxes = new Map<BoxKey, Rect>();
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of result.children ?? []) {
    boxes.set(id, { x: Math.round(x), y: Math.round(y), width, height });
  }
  const wires = new Map<string, readonly Point[]>();
  for (const { id, sections } of result.edges ?? []) {
    const points = (sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
      startPoint,
      ...bendPoints,
      endPoint,
    ]);
    if (points.length > 1) wires.set(id, points);
  }
  const rest = scene.wires.filter(({ key }) => !wires.has(key));
  return { boxes, wires: new Map([...wires, ...routeAll(rest, boxes, sizes)]) };
}
