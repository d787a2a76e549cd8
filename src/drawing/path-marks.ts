import type { PathHop, PathReport } from '../model/network/path/report.ts';
import { rowKey } from './rows.ts';
import type { BoxKey, RowKey, Scene } from './scene.ts';

/** What of a drawing a path goes through, and where it breaks. */
export interface PathMarks {
  readonly boxes: ReadonlySet<BoxKey>;
  /** Keys of wires. */
  readonly wires: ReadonlySet<string>;
  readonly brokenBox?: BoxKey;
  readonly brokenWire?: string;
}

/** Where a path goes in a drawing: the boxes of its hops and the wires between their links. */
export function pathMarks({ forward, back, cause }: PathReport, scene: Scene): PathMarks {
  const hops = [...forward.hops, ...(back?.hops ?? [])];
  const rows = new Set(hops.flatMap(rowsOfHop));
  const passed = scene.wires.filter(({ a, b }) => rows.has(a.row) && rows.has(b.row));
  const at = cause?.link && rowKey(cause, cause.link);
  const cut = scene.wires.find(({ a, b }) => a.row === at || b.row === at);
  return {
    boxes: new Set(hops.map(({ namespace }) => namespace)),
    wires: new Set([...passed.map(({ key }) => key), ...(cut ? [cut.key] : [])]),
    ...(cause?.severity === 'broken' && { brokenBox: cause.namespace, ...(cut && { brokenWire: cut.key }) }),
  };
}

function rowsOfHop({ namespace, in: from, out }: PathHop): RowKey[] {
  return [from, out].flatMap((link) => (link ? rowKey({ namespace }, link) : []));
}
