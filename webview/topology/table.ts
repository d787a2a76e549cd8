import { groupBy } from '../../src/base/group-by.ts';
import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import type { Box, BoxKey, Row, Scene } from '../../src/drawing/scene.ts';
import { type TableColumn, VirtualTable } from '../controls/virtual-table.ts';
import type { Say } from '../panel/say.ts';
import { menuOf } from './menu.ts';
import { boxName, stateText } from './words.ts';

interface Line {
  readonly key: string;
  readonly box: Box;
  readonly row: Row | undefined;
  readonly far: string;
}

/** The drawing as a table: a line for each link. It says all that the drawing does. */
export function topologyTable(say: Say, open: (box: BoxKey) => void) {
  const boxes = new Map<string, BoxKey>();
  const table = new VirtualTable<Line>({
    label: say(message('Links of network namespaces')),
    keyOf: ({ key }) => key,
    context: ({ row }) => ({ ...menuOf(row) }),
    onSort: () => undefined,
    onActivate: ([key]) => {
      const box = key === undefined ? undefined : boxes.get(key);
      if (box !== undefined) open(box);
    },
    onSelect: () => undefined,
    onSight: () => undefined,
  });
  table.columns = columns(say);
  return {
    element: table.element,
    show(scene: Scene): void {
      const lines = linesOf(scene, say);
      boxes.clear();
      for (const { key, box } of lines) boxes.set(key, box.key);
      table.show(lines, { column: 'namespace', descending: false });
    },
  };
}

function linesOf({ boxes, wires }: Scene, say: Say): Line[] {
  const names = new Map(boxes.map((box) => [box.key, boxName(box, say)]));
  const rows = new Map(boxes.flatMap((box) => box.rows.map((row) => [row.key, row.name] as const)));
  const ends = wires.flatMap(({ a, b }) => [
    { at: a.row, other: b },
    { at: b.row, other: a },
  ]);
  const far = groupBy(ends, ({ at }) => at);
  const farText = (key: string) =>
    (far.get(key) ?? [])
      .map(({ other }) => `${names.get(other.box) ?? ''}/${printable(rows.get(other.row) ?? '', 32)}`)
      .join(', ');
  return boxes.flatMap((box): Line[] => {
    const own = box.rows.map((row) => ({ key: row.key, box, row, far: farText(row.key) }));
    return own.length > 0 ? own : [{ key: box.key, box, row: undefined, far: '' }];
  });
}

function columns(say: Say): TableColumn<Line>[] {
  const column = (
    id: string,
    title: string,
    width: number,
    grow: number,
    text: (line: Line) => string,
  ): TableColumn<Line> => ({
    id,
    title,
    hint: title,
    width,
    grow,
    numeric: false,
    cell: (line) => ({ text: text(line), hint: text(line) }),
  });
  return [
    column('namespace', say(message('Namespace')), 120, 1, ({ box }) => boxName(box, say)),
    column('link', say(message('Link')), 90, 0.7, ({ row }) => (row ? printable(row.name, 32) : '')),
    column('kind', say(message('Kind')), 110, 0, ({ row }) => (row ? printable(row.kind, 32) : '')),
    column('state', say(message('State')), 90, 0, ({ row }) => (row ? stateText(row.state, say) : '')),
    column('addresses', say(message('Addresses')), 130, 1, ({ row }) => row?.addresses.join(' ') ?? ''),
    column('far', say(message('Wired to')), 130, 1, ({ far }) => far),
  ];
}
